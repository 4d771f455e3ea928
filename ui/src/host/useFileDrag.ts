import { type RefObject, useEffect, useRef, useState } from "react";
import { useHost } from "./context";

/** Whether files are dragged over the part of the page that surrounds an element; tells when they are dropped there. */
export function useFileDrag(inside: RefObject<Element | null>, onDrop: () => void): boolean {
  const host = useHost();
  const [over, setOver] = useState(false);
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });
  useEffect(
    () =>
      host.drags?.((drag) => {
        const box = inside.current?.getBoundingClientRect();
        const within =
          drag.kind !== "leave" &&
          box !== undefined &&
          drag.x >= box.left &&
          drag.x <= box.right &&
          drag.y >= box.top &&
          drag.y <= box.bottom;
        setOver(within && drag.kind === "over");
        if (within && drag.kind === "drop") drop.current();
      }),
    [host, inside],
  );
  return over;
}
