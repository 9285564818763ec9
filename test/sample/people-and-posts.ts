/** What the people of the sample town are and say: an evening at the open agora, with everything that a page has to show. */

/** A picture: what it shows, its size, its colour in degrees, and its description; without one it was left out. */
export interface SamplePicture {
  readonly kind: 'hills' | 'bird' | 'tiles';
  readonly size: readonly [width: number, height: number];
  readonly hue?: number;
  readonly words?: string;
}

export interface SamplePerson {
  readonly name: string;
  readonly shown: string;
  readonly note: string;
  readonly locked?: boolean;
  readonly bot?: boolean;
  readonly fields?: Readonly<Record<string, string>>;
  readonly follows: readonly string[];
}

export interface SamplePost {
  readonly by: string;
  readonly text: string;
  /** By which the posts below it name it. */
  readonly key?: string;
  readonly to?: string;
  readonly quotes?: string;
  readonly pictures?: readonly SamplePicture[];
  readonly poll?: { readonly options: readonly string[]; readonly multiple?: boolean };
  readonly more?: Readonly<Record<string, unknown>>;
  readonly likedBy?: readonly string[];
  readonly repostedBy?: readonly string[];
  readonly pinned?: boolean;
}

/** The owner first. */
export const people: readonly SamplePerson[] = [
  {
    name: 'alice', shown: 'Alice Marronnier', note: 'I keep the doors open and the lamps lit. Evenings: #AuPerchoir.\nFrançais, English.',
    fields: { Questions: 'write to me, I answer by night', Place: 'the hill above the harbour' }, follows: ['bob', 'dan', 'mireille', 'station'],
  },
  { name: 'bob', shown: 'Bob', note: 'Questions, mostly.', follows: ['alice', 'carol', 'mireille'] },
  { name: 'carol', shown: 'Carol Weaver 🧶', note: 'I choose who follows me.', locked: true, follows: ['alice', 'dan'] },
  { name: 'dan', shown: 'Dan, on the train', note: 'Two hours each way. I read everything.', fields: { Line: 'the slow one' }, follows: ['alice', 'bob', 'carol', 'mireille', 'station', 'yusuf'] },
  { name: 'mireille', shown: 'Mireille des Tuiles', note: 'Je dessine des carreaux et je les casse.\nAtelier ouvert le jeudi.', fields: { Atelier: 'rue des Deux-Puits', Prix: 'un café' }, follows: ['alice', 'yusuf'] },
  { name: 'yusuf', shown: 'Yusuf', note: 'Poems with their lines where they belong.', follows: ['alice', 'mireille', 'dan'] },
  { name: 'station', shown: 'Weather on the hill', note: 'A small machine with a thermometer. I say what I feel, four times a day.', bot: true, follows: [] },
  { name: 'newcomer', shown: '', note: '', follows: ['alice'] },
];

const WIDE = [1600, 1067] as const;
const TALL = [1000, 1400] as const;
const BAND = [2400, 800] as const;
const SQUARE = [1200, 1200] as const;

/** In the order in which they are written. */
export const posts: readonly SamplePost[] = [
  {
    by: 'alice', key: 'welcome', pinned: true, likedBy: ['bob', 'dan'],
    text: 'This is the sample town. Everything here was made up for you: the people, the pictures, the talk.\n\nSign in as any of us and look around; nothing leaves this machine.',
  },
  { by: 'station', text: '06:00. 11 °C, wind from the sea, fog in the harbour. #weather', more: { visibility: 'unlisted' } },
  {
    by: 'dan', key: 'morning', text: 'From the slow train, three valleys before anybody is awake.', likedBy: ['alice', 'carol', 'mireille', 'yusuf'], repostedBy: ['alice', 'mireille'],
    pictures: [
      { kind: 'hills', size: WIDE, hue: 205, words: 'Blue hills one behind the other, a pale sun above the farthest' },
      { kind: 'hills', size: WIDE, hue: 218, words: 'More hills a minute later, a little darker' },
      { kind: 'hills', size: TALL, hue: 192, words: 'Steep slopes, seen upright from the window' },
    ],
  },
  { by: 'mireille', to: 'morning', text: 'La troisième ! On dirait un carrelage.', more: { language: 'fr' } },
  {
    by: 'mireille', key: 'tiles', text: 'Nouvelle série. Dites-moi lequel vous casseriez en premier. #carreaux #atelier', likedBy: ['dan', 'alice'], more: { language: 'fr' },
    pictures: [
      { kind: 'tiles', size: SQUARE, hue: 140, words: 'Carreaux aux quarts de cercle verts' }, { kind: 'tiles', size: SQUARE, hue: 220, words: 'Les mêmes en bleu' },
      { kind: 'tiles', size: SQUARE, hue: 45 }, { kind: 'tiles', size: SQUARE, hue: 12, words: 'Les mêmes en rouge brique' },
    ],
  },
  { by: 'yusuf', text: 'The harbour keeps\n    its lights on a string,\nlets one go\n        each morning.', likedBy: ['mireille', 'alice', 'bob'], repostedBy: ['dan'] },
  { by: 'carol', text: 'Only for those who follow me: the blue wool has come.', more: { visibility: 'private' }, likedBy: ['dan'] },
  {
    by: 'alice', key: 'evening', repostedBy: ['dan', 'mireille', 'bob'], likedBy: ['bob', 'dan', 'yusuf', 'newcomer'],
    text: 'The doors are open. Tonight, eight o’clock, under the chestnut: should the square have benches, or stay empty? Say it under #AuPerchoir.',
    pictures: [{ kind: 'bird', size: BAND, hue: 20, words: 'A round bird sits on a beam and looks to the right' }],
  },
  { by: 'bob', key: 'benches', to: 'evening', text: '@alice Benches. Who stands for two hours to listen to somebody they do not know? #AuPerchoir', likedBy: ['dan'] },
  { by: 'dan', key: 'stand', to: 'benches', text: '@bob @alice I do, on every train. One listens better. #AuPerchoir', likedBy: ['yusuf'] },
  { by: 'bob', key: 'knees', to: 'stand', text: '@dan Your knees are twenty. Ask mine.' },
  { by: 'yusuf', to: 'knees', text: '@bob @dan A bench for each knee, then.', likedBy: ['bob', 'dan', 'alice', 'mireille'] },
  { by: 'mireille', key: 'low', to: 'evening', text: '@alice Ni l’un ni l’autre : un muret carrelé. On s’assoit dessus, on passe par-dessus. #AuPerchoir', more: { language: 'fr' }, likedBy: ['alice', 'yusuf', 'dan'] },
  { by: 'alice', to: 'low', text: '@mireille Combien de carreaux ?', more: { language: 'fr' } },
  { by: 'newcomer', to: 'evening', text: '@alice I only just arrived. Is one allowed to ask why the chestnut? #AuPerchoir' },
  { by: 'alice', key: 'poll', text: 'So that it is not only the loudest who count. #AuPerchoir', poll: { options: ['Benches', 'Leave it empty', 'A low wall, tiled'] }, likedBy: ['dan'] },
  { by: 'dan', text: 'Which of these do you want to read about on a train?', poll: { options: ['Weather', 'Wool', 'Tiles', 'Other people’s quarrels'], multiple: true } },
  { by: 'bob', quotes: 'low', text: 'I came to argue and now I want a wall. #AuPerchoir', likedBy: ['mireille'] },
  { by: 'carol', text: 'He misses the train, and it was the right one to miss.', more: { spoiler_text: 'How the story of the second lamp ends' } },
  {
    by: 'yusuf', text: 'What is left of my supper.', more: { sensitive: true, spoiler_text: 'Fish, with its head' },
    pictures: [{ kind: 'tiles', size: WIDE, hue: 200, words: 'Blue scales in rows, seen from above' }],
  },
  { by: 'station', text: '18:00. 19 °C, the fog has gone, the lamps are lit. #weather', more: { visibility: 'unlisted' }, pictures: [{ kind: 'hills', size: BAND, hue: 275, words: 'The view from the mast in the evening: violet hills' }] },
  { by: 'bob', text: '@alice Between us: is there soup afterwards?', more: { visibility: 'direct' } },
  { by: 'dan', text: 'Averyveryverylongwordthatsomebodytypeswithoutonespaceinitbecausetheyaretoldthatpagesbreakonit and https://example.org/a/path/that/is/long/enough/to/be/cut/somewhere/in/the/middle?and=more' },
  { by: 'mireille', text: 'Nous sommes nombreux ce soir. Merci à qui a éteint la radio. #AuPerchoir #été', more: { language: 'fr' }, likedBy: ['alice', 'bob', 'yusuf'] },
];

/** Who votes for what in the poll of the evening, by the place of the option. */
export const votes: Readonly<Record<string, number>> = { bob: 0, dan: 1, mireille: 2, yusuf: 2, newcomer: 2 };

/** An evening: hours are counted from the first start of the sample town. */
export interface SampleRoom {
  readonly by: string;
  readonly title: string;
  readonly tag: string;
  readonly template: 'meeting' | 'match' | 'concert' | 'town_hall';
  readonly state: 'planned' | 'open' | 'closed';
  readonly begins: number;
  readonly hours: number;
  readonly more: Readonly<Record<string, unknown>>;
  readonly posts?: readonly { readonly by: string; readonly text: string; readonly speaker?: number; readonly feeling?: string }[];
  readonly questions?: readonly { readonly by: string; readonly text: string; readonly votedBy?: readonly string[] }[];
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
}

const SQUARE_HALL = { name: 'Under the chestnut', address: '2 rue des Deux-Puits', access: 'Through the green gate; two steps.' };

export const rooms: readonly SampleRoom[] = [
  {
    by: 'alice', title: 'Benches, or an empty square?', tag: 'TheSquare', template: 'town_hall', state: 'closed', begins: -3, hours: 2,
    more: { time_zone: 'Europe/Paris', description: 'What stands on the square is for everybody to say.', speakers: [{ name: 'Alice Marronnier', function: 'keeps the doors' }] },
    posts: [
      { by: 'alice', text: 'We are open. Who begins?' }, { by: 'bob', text: 'Benches. My knees have said so for years.', feeling: '👍' },
      { by: 'mireille', text: 'Un muret carrelé : on s’assoit dessus, on passe par-dessus.', speaker: 0 }, { by: 'alice', text: 'Noted, all three. Thank you for this evening.' },
    ],
    questions: [{ by: 'dan', text: 'Who pays for the tiles?', votedBy: ['bob', 'yusuf'] }, { by: 'newcomer', text: 'Why the chestnut?' }],
    reactions: { bob: ['👏', '👍'], mireille: ['👏', '💡'], dan: ['👏'] },
  },
  {
    by: 'alice', title: 'An evening at the open agora', tag: 'AuPerchoir', template: 'meeting', state: 'open', begins: 0, hours: 3,
    more: {
      time_zone: 'Europe/Paris', place: SQUARE_HALL, description: 'Three voices, one question each, and all of yours.\n\nWrite, ask, or only read.',
      speakers: [{ name: 'Mireille des Tuiles', function: 'draws tiles' }, { name: 'Yusuf', function: 'reads poems' }, { name: 'Alice Marronnier', function: 'asks' }],
      program: [{ title: 'Doors', state: 'done' }, { title: 'What a wall is for', state: 'now', speaker_numbers: [0] }, { title: 'Soup', kind: 'break' }, { title: 'Poems', speaker_numbers: [1] }], wall: 'everything',
    },
    posts: [
      { by: 'alice', text: 'The lamps are lit. Sit where you like.' }, { by: 'dan', text: 'Mireille: “A wall is a bench that keeps quiet.”', speaker: 0, feeling: '💡' },
      { by: 'bob', text: 'I came to argue and I am taking notes.', feeling: '😂' }, { by: 'yusuf', text: 'She broke a tile on stage and nobody breathed.', speaker: 0 },
      { by: 'newcomer', text: 'Reading from the kitchen. Louder, please!' },
    ],
    questions: [
      { by: 'newcomer', text: 'Do you break them before or after you know they are good?', votedBy: ['bob', 'dan', 'yusuf'] }, { by: 'carol', text: 'Is there room for wool on that wall?', votedBy: ['dan'] },
    ],
    reactions: { bob: ['👏', '😂'], dan: ['👏', '💡'], yusuf: ['❤️', '👏'], newcomer: ['👏'] },
  },
  {
    by: 'dan', title: 'Slow train against fast bus', tag: 'TrainBus', template: 'match', state: 'planned', begins: 27, hours: 2,
    more: { time_zone: 'Europe/Dublin', place: { name: 'The last carriage', address: '', access: '' }, score: { home: { name: 'Train', points: 0 }, away: { name: 'Bus', points: 0 } }, program: [{ title: 'Departure' }, { title: 'The second valley' }, { title: 'Arrival' }] },
  },
];
