export function runs(path: string): boolean;
export function findChromium(): string;
