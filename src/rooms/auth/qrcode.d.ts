/** The part of the package `qrcode` that is used here and by the pages; it brings no types. */
declare module 'qrcode' {
  export function toString(text: string, options: { type: 'svg'; margin?: number; errorCorrectionLevel?: 'L' | 'M' }): Promise<string>;
  export function create(text: string, options: { errorCorrectionLevel?: 'L' | 'M' }): { modules: { size: number; data: Uint8Array } };
}
