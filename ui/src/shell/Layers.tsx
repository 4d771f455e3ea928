import { lazy, Suspense } from "react";
import { SignOutDialog } from "../features/settings/SignOutDialog";
import { useLayer, useLayers } from "../shared/acting/layers";

// None of them is needed for the first screen.
const Palette = lazy(() => import("./palette/Palette"));
const KeySheet = lazy(() => import("./palette/KeySheet"));
const TellMeDialog = lazy(() => import("../features/standing/TellMeDialog"));
const MachineDialog = lazy(() => import("../features/instances/MachineDialog"));
const AccountDialog = lazy(() => import("../features/settings/AccountDialog"));

/** What lies over the room: one thing at a time. */
export function Layers() {
  const layer = useLayer();
  const { hide } = useLayers();
  return (
    <Suspense fallback={null}>
      {layer?.is === "palette" ? <Palette onClose={() => hide("palette")} /> : null}
      {layer?.is === "keys" ? <KeySheet onClose={() => hide("keys")} /> : null}
      {layer?.is === "machine" ? (
        <MachineDialog id={layer.id} ask={layer.ask} onClose={() => hide("machine")} />
      ) : null}
      {layer?.is === "account" ? (
        <AccountDialog id={layer.id} ask={layer.ask} onClose={() => hide("account")} />
      ) : null}
      {layer?.is === "tellMe" ? (
        <TellMeDialog thing={layer.thing} name={layer.name} onClose={() => hide("tellMe")} />
      ) : null}
      <SignOutDialog
        profile={layer?.is === "signOut" ? layer.profile : null}
        onClose={() => hide("signOut")}
      />
    </Suspense>
  );
}
