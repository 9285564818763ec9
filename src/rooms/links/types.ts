/** The picture of a card: ours, made of theirs. */
export interface CardPicture {
  /** In the blob store. */
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly description: string;
  readonly blurhash?: string;
}

/** What an address shows of itself. Texts are fit to be shown; addresses are http or https. Kept as JSON. */
export interface CardFacts {
  /** Where it leads: the page's own word for its address, where that is on the same host. */
  readonly url: string;
  readonly title: string;
  readonly description: string;
  readonly language?: string;
  readonly authorName: string;
  readonly authorUrl: string;
  readonly providerName: string;
  readonly providerUrl: string;
  /** ISO 8601. */
  readonly publishedAt?: string;
  readonly picture?: CardPicture;
  /** Pages that ask not to be found are shown beside the post that names them, and listed nowhere. */
  readonly listed: boolean;
}

/** A card as a page describes it, its picture not fetched yet. */
export interface CardDraft {
  readonly said: Omit<CardFacts, 'picture'>;
  readonly pictureUrl?: string;
  /** False where the page asks that none be shown, whatever others say of it. */
  readonly mayHavePicture: boolean;
  readonly pictureDescription: string;
  /** Where the page says the same of itself as oEmbed. */
  readonly oembedUrl?: string;
  readonly isVideo: boolean;
}

/** An address that is to be looked at. */
export interface Order {
  readonly key: string;
  readonly url: string;
  readonly host: string;
}

/** A card as it is stored. */
export interface CardRow {
  readonly url: string;
  readonly facts: CardFacts | null;
}
