import { useSearch } from "@tanstack/react-router";
import { useAsk } from "../../../host/queries";
import type { DeployOptions, DeployStart } from "../../../host/types";
import { presetName } from "../../../shared/hardware";
import { AccessStep } from "../steps/AccessStep";
import { GuardrailsStep } from "../steps/GuardrailsStep";
import { HardwareStep } from "../steps/HardwareStep";
import { Password } from "../steps/Password";
import { SoftwareStep } from "../steps/SoftwareStep";
import { firstVmDraft } from "../vm";
import { DeployPage, OFFER } from "./DeployPage";
import { NOT_SET, type SummaryLine } from "./Summary";
import type { DeployVmSearch } from "./search";
import { Wizard } from "./Wizard";

/** The wizard for a VM. */
export function DeployVmPage() {
  return <DeployVm {...useSearch({ from: "/frame/deploy/vm" })} />;
}

/** The same, begun with an instance or a template. */
export function DeployVm({ preset, when, begun }: DeployVmSearch & { begun?: DeployStart }) {
  const asked = useAsk("deploy_options", {}, OFFER);
  return (
    <DeployPage kind="vm" asked={asked} begun={begun}>
      {(options, again, reading) => (
        <Wizard
          kind="vm"
          options={options}
          makeFirst={() => firstVmDraft(options, again, preset, when, begun)}
          again={again}
          begun={begun}
          pages={{
            hardware: <HardwareStep presets={options.presets} {...reading} />,
            access: <AccessStep secret={<Password />} />,
            software: <SoftwareStep />,
            guardrails: <GuardrailsStep />,
          }}
          hardwareOf={({ presetId }) => summaryOf(options, presetId)}
          onRead={reading.onRead}
        />
      )}
    </DeployPage>
  );
}

function summaryOf({ presets }: DeployOptions, presetId: string | null): SummaryLine[] {
  const preset = presets.find(({ id }) => id === presetId);
  return [
    ["Hardware", preset ? presetName(preset) : NOT_SET],
    ["Place", preset?.places.length ? preset.places.join("; ") : null],
  ];
}
