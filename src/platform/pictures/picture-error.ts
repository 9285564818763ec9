import { Refusal } from '#kit/errors.ts';

export type PictureProblem = 'tooLarge' | 'unsupported' | 'broken' | 'busy';

const SENTENCES: Readonly<Record<PictureProblem, string>> = {
  tooLarge: 'This picture is too large. It may have up to 16 MB, 33 million pixels (AVIF: 9 million) and 300 frames.',
  unsupported: 'This is not a picture that can be opened here. JPEG, PNG, WebP, AVIF and GIF can.',
  broken: 'This picture is damaged and cannot be opened.',
  busy: 'Many pictures are being prepared right now. Please try again in a moment.',
};

/** Why a picture was not taken, in a sentence for the person who sent it. */
export class PictureError extends Refusal {
  readonly problem: PictureProblem;

  constructor(problem: PictureProblem) {
    super(problem === 'busy' ? 503 : 422, SENTENCES[problem], problem === 'busy' ? { retryAfter: 5 } : {});
    this.name = 'PictureError';
    this.problem = problem;
  }
}
