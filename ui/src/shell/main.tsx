import { watchFaults } from "./faults";

watchFaults();

// Everything else comes after, so that its faults are seen.
void import("./start").then(({ start }) => start());
