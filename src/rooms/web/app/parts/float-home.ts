/** Where menus and panels are put: inside the page's main part, so that they belong to it for those who move by landmarks. */
export const floatHome = (): HTMLElement | undefined => (typeof document === 'undefined' ? undefined : document.getElementById('content') ?? undefined);
