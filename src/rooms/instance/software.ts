/** What runs here. */

export const APP_NAME = 'Perchoir';
/** The same as in package.json; a test holds them together. */
export const VERSION = '0.1.0';
