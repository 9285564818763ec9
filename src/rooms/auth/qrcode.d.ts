/** The part of the package `qrcode` that is used here; it brings no types. */
declare module 'qrcode' {
  export function toString(text: string, options: { type: 'svg'; margin?: number; errorCorrectionLevel?: 'L' | 'M' }): Promise<string>;
}
