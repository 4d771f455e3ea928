import { type ReactNode, useEffect } from "react";
import { Banners } from "./Banners";
import { PaletteField } from "./PaletteField";
import { RoomTabs } from "./RoomTabs";

/** A screen of the frame: its top bar with title, actions and palette, the gravest banner, and its body. */
export function Page({
  title,
  sub,
  actions,
  children,
  scroll = true,
}: {
  title: string;
  /** What it is about, in grey behind the title; gives way in a narrow window. */
  sub?: ReactNode;
  /** At the right of the top bar, before the palette. */
  actions?: ReactNode;
  children: ReactNode;
  /** The body scrolls as a whole; without it the screen takes care of its own scrolling. */
  scroll?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · Voltdeck`;
  }, [title]);
  return (
    <main className="main">
      <header className="topbar">
        <h1>{title}</h1>
        <RoomTabs />
        {sub ? <span className="sub hide-narrow trunc">{sub}</span> : null}
        <span className="push" />
        {actions}
        <PaletteField />
      </header>
      <Banners />
      <div className={scroll ? "body scrolls" : "body"}>{children}</div>
    </main>
  );
}
