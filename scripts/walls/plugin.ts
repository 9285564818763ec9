/** Rules of our own, where oxlint has none. Each has a good and a bad example in test/architecture/walls.test.ts. */

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface RuleContext {
  report(found: { node: Node; message: string }): void;
}

type Visitor = Record<string, (node: never) => void>;

const rule = (create: (context: RuleContext) => Visitor) => ({ create });

/** `tsc`'s erasableSyntaxOnly lets decorators through, and Node then refuses the file at start. */
const noDecorators = rule((context) => ({
  Decorator(node: Node) {
    context.report({ node, message: 'No decorators: call a function with the thing instead.' });
  },
}));

/** An import that is worked out at run time cannot be checked against the walls. */
const spelledImports = rule((context) => ({
  ImportExpression(node: Node & { source: Node }) {
    if (node.source.type === 'Literal') return;
    context.report({ node, message: 'Write the path of an import out, so that the walls can read it.' });
  },
}));

interface Call extends Node {
  readonly callee: Node & { object?: Node & { name?: string }; property?: Node & { name?: string } };
}

const ambient = new Set(['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID', 'crypto.getRandomValues']);

/** rules.ts and presenter.ts: the same facts give the same answer, so they can be tested and cached as they stand. */
const pure = rule((context) => {
  const report = (node: Node, what: string): void =>
    context.report({ node, message: `This file is pure, and ${what}. Hand the value in.` });
  return {
    AwaitExpression: (node: Node) => report(node, 'await waits for the world outside'),
    NewExpression(node: Node & { callee: { name?: string }; arguments: unknown[] }) {
      if (node.callee.name === 'Date' && node.arguments.length === 0) report(node, 'new Date() reads the clock');
    },
    CallExpression(node: Call) {
      const name = `${node.callee.object?.name}.${node.callee.property?.name}`;
      if (ambient.has(name)) report(node, `${name}() answers differently each time`);
    },
  };
});

/** index.ts: a list of names to read, nothing that runs, nothing passed on unseen. */
const door = rule((context) => ({
  Program(node: Node & { body: (Node & { source?: unknown })[] }) {
    for (const line of node.body) {
      if (line.type === 'ExportNamedDeclaration' && line.source) continue;
      const message = line.type === 'ExportAllDeclaration'
        ? "Name what the door offers: export { a, b } from './x.ts'."
        : "The door holds no logic: only export { a, b } from './x.ts'. Put this into a file of the room.";
      context.report({ node: line, message });
    }
  },
}));

const plugin = {
  meta: { name: 'house' },
  rules: { 'no-decorators': noDecorators, 'spelled-imports': spelledImports, pure, door },
};

export default plugin;
