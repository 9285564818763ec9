import type { Config } from '@react-router/dev/config';

const config: Config = {
  appDirectory: 'app',
  // `build.ts` says where to; by hand it lands beside the other things that can be made again.
  buildDirectory: process.env['PERCHOIR_WEB_BUILD'] ?? '../../../dist/web/by-hand',
  ssr: true,
  serverModuleFormat: 'esm',
  // The whole list of pages is small: the browser has it from the start and asks for no piece of it on the way.
  routeDiscovery: { mode: 'initial' },
};

export default config;
