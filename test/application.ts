/** The application of the pages, assembled once before the first test that asks for one. */

import { buildApplication } from '#web';

export const setup = async (): Promise<void> => {
  await buildApplication();
};
