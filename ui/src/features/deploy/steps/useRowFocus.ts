import { useEffect, useRef, useState } from "react";
import { focusField } from "../wizard/focusField";

/** Keeps the keys at a list of rows: they go into a row that was added, and to the button that adds once one is gone. */
export function useRowFocus(list: string) {
  const place = useRef<HTMLElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const [added, setAdded] = useState<number | null>(null);
  useEffect(() => {
    if (added === null || !place.current) return;
    focusField(place.current, `${list}.${added}`);
    setAdded(null);
  }, [list, added]);
  return { place, addButton, focusRow: setAdded, focusAdd: () => addButton.current?.focus() };
}
