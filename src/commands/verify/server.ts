/** A server as a stranger sees it: its public API over HTTP, with somebody's token for what is theirs alone. */

/** What came as JSON: looked at piece by piece. */
export type Told = ReturnType<typeof JSON.parse>;

/** The server could not be asked, or refused. */
export class NoAnswer extends Error {
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

const PATIENCE_MS = 60_000;

export class PublicServer {
  readonly origin: string;
  readonly #token: string | undefined;

  constructor(origin: string, token?: string) {
    this.origin = origin;
    this.#token = token;
  }

  get isSignedIn(): boolean {
    return this.#token !== undefined;
  }

  /** @throws NoAnswer */
  async get(path: string): Promise<Told> {
    return (await this.#ask(path)).json();
  }

  /** Undefined for what is not there, or not for whoever asks. @throws NoAnswer */
  async find(path: string): Promise<Told | undefined> {
    try {
      return await this.get(path);
    } catch (error) {
      if (error instanceof NoAnswer && (error.status === 404 || error.status === 410)) return undefined;
      throw error;
    }
  }

  /** All pages of a list of the client API. @throws NoAnswer */
  async all(path: string): Promise<Told[]> {
    const found: Told[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const answer: Response = await this.#ask(next);
      const page = (await answer.json()) as Told[];
      found.push(...page);
      const link = page.length === 0 ? undefined : /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search;
    }
    return found;
  }

  async #ask(path: string): Promise<Response> {
    const url = new URL(path, this.origin);
    for (;;) {
      const answer = await fetch(url, {
        headers: { accept: 'application/json', ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }) }, signal: AbortSignal.timeout(PATIENCE_MS),
      }).catch((error: unknown) => {
        throw new NoAnswer(`${url.href} does not answer: ${error instanceof Error ? error.message : String(error)}`);
      });
      if (answer.ok) return answer;
      const text = await answer.text();
      if (answer.status !== 429) throw new NoAnswer(`${url.href} answers ${answer.status}: ${text.slice(0, 200)}`, answer.status);
      // Whoever reads whole logs waits where the server asks for it.
      await new Promise((done) => setTimeout(done, 1000 * Math.min(60, Number(answer.headers.get('retry-after') ?? 5) || 5)));
    }
  }
}
