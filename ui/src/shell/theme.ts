import { useLayoutEffect } from "react";
import { useAppState } from "../host/queries";

/** Puts the theme of the settings on <html>; without it the system decides. */
export function ThemeFromSettings(): null {
  const theme = useAppState().data?.settings.theme;
  useLayoutEffect(() => {
    const data = document.documentElement.dataset;
    if (theme === "light" || theme === "dark") data.theme = theme;
    else delete data.theme;
  }, [theme]);
  return null;
}
