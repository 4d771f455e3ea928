import "./about.css";
import { Search } from "lucide-react";
import { useState } from "react";
import { Empty, TextField } from "../../design";
import { useAppState } from "../../host/queries";
import { Page } from "../../shared/page/Page";
import { PACKAGES, type ThirdParty, termsOf } from "./thirdParty";

/** Which Voltdeck this is, and whose software is in it under which terms. */
export default function AboutPage() {
  const state = useAppState().data;
  const [q, setQ] = useState("");
  const wanted = q.trim().toLowerCase();
  const found = PACKAGES.filter((one) =>
    `${one.name} ${one.version} ${one.license}`.toLowerCase().includes(wanted),
  );
  return (
    <Page title="About Voltdeck">
      <div className="about col gap4 pad">
        <p>
          Voltdeck {state?.version} is free software under the MIT license, and comes without any
          warranty. It is an independent app for the Voltage Park API. What it protects, and what it
          cannot, is in SECURITY.md beside its source code.
        </p>
        <h2 className="h2">Third-party software</h2>
        <p className="t3">
          {PACKAGES.length} packages by other authors are part of this app. Open one to read its
          terms.
        </p>
        <TextField
          aria-label="Search packages"
          placeholder="Name or license"
          icon={Search}
          value={q}
          onChange={setQ}
        />
        {found.length === 0 ? (
          <Empty icon={Search} title="No package matches" />
        ) : (
          <ul aria-label="Packages">
            {found.map((one) => (
              <Terms key={`${one.kind} ${one.name} ${one.version}`} of={one} />
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

/** A package; its terms are drawn once they are opened, since all of them are a megabyte. */
function Terms({ of }: { of: ThirdParty }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="mono">
            {of.name} {of.version}
          </span>
          <span className="license t3">{of.license}</span>
        </summary>
        {open ? termsOf(of).map((text) => <pre key={text}>{text}</pre>) : null}
      </details>
    </li>
  );
}
