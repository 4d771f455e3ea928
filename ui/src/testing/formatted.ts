import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { parseSync } from "vite";

/**
 * Finds where a text that was formatted for people is read by the program again. No two engines spell a locale alike, so
 * what is read back from such a text holds in the engine of the tests and breaks in another.
 *
 * A text is formatted where `format`, `formatRange`, `formatToParts` or `toLocale…String` made it, where a function of ours
 * returned such a text, and where a variable, a state or a field of that file holds one. It is followed by names, through
 * every file that imports them.
 */
export function readBack(files: ReadonlyMap<string, string>): string[] {
  const modules = [...files].map(([file, text]) => new Module(file, text));
  const exported = new Set<string>();
  // A function that returns what another returns is found in a later round; only who names it looks again.
  let news = modules.flatMap((module) => module.look(exported));
  while (news.some((name) => !exported.has(name))) {
    for (const name of news) exported.add(name);
    const told = new RegExp(`\\b(${news.join("|")})\\b`);
    news = modules.filter(({ source }) => told.test(source)).flatMap((one) => one.look(exported));
  }
  return modules.flatMap(({ faults }) => [...faults]);
}

/** Every source of a folder but its tests. */
export function sourcesOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const sources = names.filter(
    (name) => /\.tsx?$/.test(name) && !/\.(test|size)\.tsx?$/.test(name),
  );
  const files = sources.map((name) => normalize(join(folder, name)));
  return new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
}

/** A node of the tree; what it has depends on its type. */
interface Node {
  type: string;
  start: number;
  [part: string]: unknown;
}

/** What a name stands for: a text for people, a function that returns one, or anything else. */
type Kind = "text" | "says" | "else";
type Scope = { names: Map<string, Kind>; above: Scope | null };

const MAKES = /^(format|formatRange|formatToParts|toLocale(Date|Time)?String)$/;
/** Methods whose answer is still the text. */
const KEEPS =
  /^(replace|replaceAll|trim|trimStart|trimEnd|padStart|padEnd|concat|toUpperCase|toLowerCase|normalize|toString|join)$/;
/** Methods that take the text apart. */
const PARTS =
  /^(split|slice|substring|substr|match|matchAll|search|at|charAt|charCodeAt|codePointAt|indexOf|lastIndexOf|startsWith|endsWith|localeCompare)$/;
/** Functions that read a text; the last two are ours, for what a person typed. */
const READS = /^(Date|Number|BigInt|parseInt|parseFloat|wholeNumber|localMoment)$/;
const METHODS_READ = /^(parse|parseInt|parseFloat|exec|test)$/;
const COMPARES = /^([=!]==?|[<>]=?)$/;
const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;
const WRAPS =
  /^(ParenthesizedExpression|ChainExpression|AwaitExpression|TSAsExpression|TSNonNullExpression|TSSatisfiesExpression)$/;

class Module {
  private readonly program: Node;
  /** Fields that hold such a text somewhere in this file. */
  private readonly fields = new Set<string>();
  /** Functions that return one, as far as is known. */
  private readonly says = new Set<Node>();
  private exported: ReadonlySet<string> = new Set();
  faults = new Set<string>();

  constructor(
    private readonly file: string,
    readonly source: string,
  ) {
    const { program, errors } = parseSync(file, source);
    if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message}`);
    this.program = program as unknown as Node;
  }

  /** Looks for faults, knowing which functions of other files return such texts; answers which of its own do. */
  look(exported: ReadonlySet<string>): string[] {
    this.exported = exported;
    let scope: Scope = { names: new Map(), above: null };
    // What one round finds may be what another part of the file was waiting for.
    for (let before = -1; before < this.fields.size + this.says.size; ) {
      before = this.fields.size + this.says.size;
      this.faults = new Set();
      scope = this.scopeOf(this.program, null);
      this.visit(this.program, scope, null);
    }
    const exports = partsOf(this.program).flatMap((node) =>
      node.type === "ExportNamedDeclaration" ? partsOf(node).flatMap(declared) : [],
    );
    return exports.filter((name) => scope.names.get(name) === "says");
  }

  /** The names of a block or function, each by the first thing it is given. */
  private scopeOf(block: Node, above: Scope | null): Scope {
    const scope: Scope = { names: new Map(), above };
    for (const name of FUNCTIONS.test(block.type) ? nodes(block.params).flatMap(bound) : []) {
      scope.names.set(name, "else");
    }
    // A function may be named before it stands there.
    const [first, then] = [/^(Import|Function)/, /^(Export|Variable)/];
    for (const types of [first, then]) {
      for (const node of statementsOf(block)) if (types.test(node.type)) this.declare(node, scope);
    }
    return scope;
  }

  private declare(node: Node, scope: Scope): void {
    if (node.type === "ImportDeclaration") {
      for (const one of nodes(node.specifiers)) {
        const says = this.exported.has(nameOf(one.imported ?? one.local));
        scope.names.set(nameOf(one.local), says ? "says" : "else");
      }
    } else if (node.type === "ExportNamedDeclaration") {
      for (const part of partsOf(node)) this.declare(part, scope);
    } else if (node.type === "FunctionDeclaration") {
      scope.names.set(nameOf(node.id), this.kindOf(node, scope));
    } else if (node.type === "VariableDeclaration") {
      for (const { id, init } of nodes(node.declarations)) {
        const kind = isNode(init) ? this.kindOf(init, scope) : "else";
        // Of a list only its first: the state, and not what sets it.
        const [first, ...rest] = bound(id as Node);
        if (first !== undefined) scope.names.set(first, kind);
        for (const name of rest) scope.names.set(name, "else");
      }
    }
  }

  private kindOf(node: Node, scope: Scope): Kind {
    if (WRAPS.test(node.type))
      return this.kindOf((node.expression ?? node.argument) as Node, scope);
    const anyOf = (all: unknown) =>
      nodes(all).some((one) => this.kindOf(one, scope) === "text") ? "text" : "else";
    if (FUNCTIONS.test(node.type)) return this.says.has(node) ? "says" : "else";
    switch (node.type) {
      case "Identifier":
        return kindIn(scope, nameOf(node));
      case "TemplateLiteral":
        return anyOf(node.expressions);
      case "LogicalExpression":
        return anyOf([node.left, node.right]);
      case "BinaryExpression":
        return node.operator === "+" ? anyOf([node.left, node.right]) : "else";
      case "ConditionalExpression":
        return anyOf([node.consequent, node.alternate]);
      case "MemberExpression":
        return !node.computed && this.fields.has(nameOf(node.property)) ? "text" : "else";
      case "CallExpression":
        return this.kindOfCall(node, scope);
      default:
        return "else";
    }
  }

  private kindOfCall(node: Node, scope: Scope): Kind {
    const callee = node.callee as Node;
    const given = nodes(node.arguments).map((one) => this.kindOf(one, scope));
    if (callee.type === "MemberExpression") {
      const method = nameOf(callee.property);
      if (MAKES.test(method)) return "text";
      return KEEPS.test(method) ? this.kindOf(callee.object as Node, scope) : "else";
    }
    const name = nameOf(callee);
    if (kindIn(scope, name) === "says") return "text";
    if (name === "String" || name === "useState" || name === "useRef" || name === "useMemo") {
      return given.some((kind) => kind !== "else") ? "text" : "else";
    }
    return "else";
  }

  private visit(node: Node, scope: Scope, within: Node | null): void {
    this.judge(node, scope);
    const answer = node.type === "ReturnStatement" ? node.argument : node.body;
    const answers = node.type === "ReturnStatement" ? within : node;
    if (
      answers &&
      FUNCTIONS.test(answers.type) &&
      isNode(answer) &&
      answer.type !== "BlockStatement"
    ) {
      if (this.kindOf(answer, scope) === "text") this.says.add(answers);
    }
    for (const part of partsOf(node)) {
      const isFunction = FUNCTIONS.test(part.type);
      const opens = isFunction || (part.type === "BlockStatement" && !FUNCTIONS.test(node.type));
      this.visit(part, opens ? this.scopeOf(part, scope) : scope, isFunction ? part : within);
    }
  }

  private judge(node: Node, scope: Scope): void {
    const isText = (one: unknown) => isNode(one) && this.kindOf(one, scope) === "text";
    const takes = nodes(node.arguments).some(isText);
    const callee = node.callee as Node;
    if (node.type === "Property" && !node.computed && isText(node.value)) {
      this.fields.add(nameOf(node.key));
    } else if (node.type === "NewExpression" && takes && READS.test(nameOf(callee))) {
      this.fault(node, `new ${nameOf(callee)}()`);
    } else if (node.type === "CallExpression" && callee.type === "MemberExpression") {
      const method = nameOf(callee.property);
      if (PARTS.test(method) && isText(callee.object)) this.fault(node, `.${method}()`);
      if (METHODS_READ.test(method) && takes) this.fault(node, `.${method}()`);
    } else if (node.type === "CallExpression" && takes && READS.test(nameOf(callee))) {
      this.fault(node, `${nameOf(callee)}()`);
    } else if (node.type === "BinaryExpression" && COMPARES.test(String(node.operator))) {
      const [left, right] = [isText(node.left), isText(node.right)];
      // Two texts that are shown may be shown once; what has no letter can only be nothing.
      const other = (left ? node.right : node.left) as Node;
      if (left !== right && !isNothing(other)) this.fault(node, String(node.operator));
    } else if (node.type === "UnaryExpression" && node.operator === "+" && isText(node.argument)) {
      this.fault(node, "+");
    } else if (node.type === "MemberExpression" && node.computed && isText(node.object)) {
      this.fault(node, "[…]");
    } else if (node.type === "SwitchStatement" && isText(node.discriminant)) {
      this.fault(node, "switch");
    }
  }

  private fault({ start }: Node, by: string): void {
    const line = this.source.slice(0, start).split("\n").length;
    this.faults.add(`${this.file}:${line} reads a formatted text by ${by}`);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

const parts = new WeakMap<Node, Node[]>();

function partsOf(node: Node): Node[] {
  let found = parts.get(node);
  if (!found) {
    found = [];
    for (const part of Object.values(node)) {
      if (isNode(part)) found.push(part);
      else if (Array.isArray(part)) for (const one of part) if (isNode(one)) found.push(one);
    }
    parts.set(node, found);
  }
  return found;
}

function statementsOf(block: Node): Node[] {
  const body = isNode(block.body) ? block.body.body : block.body;
  return nodes(body);
}

function nameOf(value: unknown): string {
  return isNode(value) ? String(value.name ?? value.value ?? "") : "";
}

/** The names that a pattern binds. */
function bound(node: Node): string[] {
  if (node.type === "Identifier") return [nameOf(node)];
  if (node.type === "Property") return bound(node.value as Node);
  if (node.type === "AssignmentPattern") return bound(node.left as Node);
  return /Pattern|Element|FormalParameter/.test(node.type) ? partsOf(node).flatMap(bound) : [];
}

/** The names that a statement declares. */
function declared(node: Node): string[] {
  if (node.type === "FunctionDeclaration") return [nameOf(node.id)];
  if (node.type !== "VariableDeclaration") return [];
  return nodes(node.declarations).flatMap(({ id }) => bound(id as Node));
}

function kindIn(scope: Scope | null, name: string): Kind {
  for (let at = scope; at; at = at.above) {
    const kind = at.names.get(name);
    if (kind !== undefined) return kind;
  }
  return "else";
}

function isNothing(node: Node): boolean {
  return (
    (node.type === "Literal" && (node.value === "" || node.value === null)) ||
    nameOf(node) === "undefined"
  );
}
