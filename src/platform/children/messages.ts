/** What the app and a process that opens strangers' files say to each other. */

/** `spent`: the process has grown and should not be given another. */
export type Reply<Made> =
  | { ready: true }
  | { failed: string }
  | { made: Made; spent: boolean }
  | { problem: string; spent: boolean };

/** The exit code that means: this file took too much memory. */
export const MEMORY_EXIT = 70;
