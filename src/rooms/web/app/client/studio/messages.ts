/** What the page of a studio and its worker say to each other. Camera, buttons and words are the page's; encoding and sending the worker's. */

export type Connection = 'connecting' | 'good' | 'cut' | 'held' | 'over';

export type ToWorker =
  | { readonly kind: 'begin'; readonly address: string; readonly takeOver: boolean }
  /** Frames come by this; `track`: where only workers may read one. Neither: as messages, or none at all. */
  | { readonly kind: 'picture'; readonly frames?: ReadableStream<VideoFrame>; readonly track?: MediaStreamTrack }
  | { readonly kind: 'frame'; readonly frame: VideoFrame }
  /** Here comes what the microphone hears. */
  | { readonly kind: 'sound'; readonly port: MessagePort; readonly rate: number }
  /** Nothing goes out for a while, and then it does again. */
  | { readonly kind: 'hold' | 'resume' }
  | { readonly kind: 'end' };

export interface Figures {
  /** Bits a second that went out of late. */
  readonly bitrate: number;
  /** Milliseconds that what was filmed waits before the server has it. */
  readonly behindMs: number;
  readonly width: number;
  readonly height: number;
  /** The connection carries sound alone for now. */
  readonly soundOnly: boolean;
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly readsTracks: boolean }
  | { readonly kind: 'connection'; readonly state: Connection }
  | ({ readonly kind: 'figures' } & Figures)
  /** The server's words, by their code; or ours: `picture`, `sound`, where nothing can be encoded. */
  | { readonly kind: 'told'; readonly code: string; readonly message: string }
  | { readonly kind: 'over'; readonly code: string; readonly message: string };

/** What the microphone heard: both channels one after the other. */
export interface Heard {
  /** Frames since the sound began. */
  readonly position: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

export const CHANNELS = 2;
