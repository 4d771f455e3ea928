import type { ConsoleMessage, Page, Request } from "playwright-core";

/** How long nothing may be asked for before a screen counts as there. */
const QUIET_MS = 200;
const LONGEST_MS = 20_000;

/** What a page asks for, and what goes wrong in it. */
export class Traffic {
  readonly #page: Page;
  readonly #asked = new Set<Request>();
  #changed = Date.now();
  #faults: string[] = [];

  constructor(page: Page, origin: string) {
    this.#page = page;
    page.on("request", (request) => {
      const { origin: to, pathname, protocol } = new URL(request.url());
      if (protocol === "data:") return;
      if (to !== origin) this.#faults.push(`asked another server: ${request.method()} ${to}`);
      // This one stays open.
      if (pathname !== "/events") this.#asked.add(request);
      this.#changed = Date.now();
    });
    const over = (request: Request) => {
      this.#asked.delete(request);
      this.#changed = Date.now();
    };
    page.on("requestfinished", over);
    page.on("requestfailed", over);
    page.on("pageerror", (error) => this.#faults.push(`thrown: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !isRefusal(message)) {
        this.#faults.push(`logged: ${message.text()} (${message.location().url})`);
      }
    });
  }

  /** Waits until the page has asked for nothing for a moment. */
  async quiet(): Promise<void> {
    // What was just done may ask for something in a moment.
    this.#changed = Date.now();
    const until = this.#changed + LONGEST_MS;
    while (this.#asked.size > 0 || Date.now() - this.#changed < QUIET_MS) {
      if (Date.now() > until) {
        const asked = [...this.#asked].map((request) => new URL(request.url()).pathname);
        throw new Error(`the page does not come to rest: ${asked.join(", ")}`);
      }
      await this.#page.waitForTimeout(QUIET_MS / 4);
    }
  }

  /** What went wrong since this was last asked, with what the page counted itself. */
  async faults(): Promise<string[]> {
    const { uiFaults = "0", cspViolations = "0" } = await this.#page.evaluate(() => ({
      ...document.documentElement.dataset,
    }));
    const counted = [
      ...(uiFaults === "0" ? [] : [`${uiFaults} faults of the window`]),
      ...(cspViolations === "0" ? [] : [`${cspViolations} refused by the content policy`]),
    ];
    const found = [...this.#faults, ...counted];
    this.#faults = [];
    return found;
  }
}

/** A command that core refuses is an answer, which the screen shows; only the browser calls it an error. */
function isRefusal(message: ConsoleMessage): boolean {
  return message.text().includes("status of 422") && message.location().url.includes("/call/");
}
