import { Refusal } from '#kit/errors.ts';

export type MediaProblem = 'tooLarge' | 'unsupported' | 'broken' | 'codec' | 'busy';

const SENTENCES: Readonly<Record<MediaProblem, string>> = {
  tooLarge:
    'This file is too large. A picture may have up to 16 MB, 33 million pixels (AVIF: 9 million) and 300 frames; a video or sound up to 99 MB, and a video 8 million pixels at 120 frames a second.',
  unsupported: 'Files of this type are not taken here. JPEG, PNG, WebP, AVIF, GIF, MP4, MOV, MP3, M4A and OGG are.',
  broken: 'This file is damaged and cannot be opened.',
  codec: 'This server cannot convert videos and sounds: it takes video as H.264 with AAC sound in MP4 or MOV, and sound as MP3, AAC, Opus or Vorbis.',
  busy: 'Many files are being prepared right now. Please try again in a moment.',
};

/** Why a file was not taken, in a sentence for the person who sent it. */
export class MediaError extends Refusal {
  readonly problem: MediaProblem;

  constructor(problem: MediaProblem) {
    super(problem === 'busy' ? 503 : 422, SENTENCES[problem], problem === 'busy' ? { retryAfter: 5 } : {});
    this.name = 'MediaError';
    this.problem = problem;
  }
}
