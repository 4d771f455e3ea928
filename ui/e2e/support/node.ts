// The list of rooms asks on which system it runs; Node has an answer only from 21 on.
if (!("navigator" in globalThis)) {
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Node" } });
}
