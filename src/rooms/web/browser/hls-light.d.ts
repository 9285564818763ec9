declare module 'hls.js/dist/hls.light.mjs' {
  import Hls from 'hls.js';

  export default Hls;
}
