import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import { clearToasts } from "../design/feedback/Toasts";

afterEach(() => {
  cleanup();
  clearToasts();
});
