import { useSearch } from "@tanstack/react-router";
import { useAsk } from "../../../host/queries";
import type { DeployDraft, DeployStart, MetalOptions } from "../../../host/types";
import { networkName, placeOf } from "../../../shared/hardware";
import { AccessStep } from "../steps/AccessStep";
import { GuardrailsStep } from "../steps/GuardrailsStep";
import { SoftwareStep } from "../steps/SoftwareStep";
import { DeployPage, OFFER } from "../wizard/DeployPage";
import { NOT_SET, type SummaryLine } from "../wizard/Summary";
import { Wizard } from "../wizard/Wizard";
import { firstMetalDraft, gpusOf, nodesOf } from "./hardware";
import { MetalHardwareStep } from "./MetalHardwareStep";
import { StorageStep } from "./StorageStep";
import { SubOrder } from "./SubOrder";
import type { MetalSearch } from "./search";

/** The wizard for a bare-metal rental. */
export default function DeployMetalPage() {
  return <DeployMetal search={useSearch({ from: "/frame/deploy/bare-metal" })} />;
}

/** The same, begun with an instance or a template. */
export function DeployMetal({ search, begun }: { search: MetalSearch; begun?: DeployStart }) {
  const asked = useAsk("metal_options", {}, OFFER);
  return (
    <DeployPage kind="bareMetal" asked={asked} begun={begun}>
      {(options, again, reading) => (
        <Wizard
          kind="bareMetal"
          options={options}
          makeFirst={() => firstMetalDraft(options, again, search, begun)}
          again={again}
          begun={begun}
          pages={{
            hardware: <MetalHardwareStep lines={options.hardware} {...reading} />,
            access: (
              <AccessStep
                secret={<p className="t3 t12">Bare metal takes no password, only keys.</p>}
              >
                <SubOrder known={options.knownSubOrders} />
              </AccessStep>
            ),
            storage: (
              <StorageStep options={options} reading={reading.reading} onRead={reading.onRead} />
            ),
            software: <SoftwareStep />,
            guardrails: <GuardrailsStep />,
          }}
          hardwareOf={(draft) => summaryOf(options, draft.metal)}
          onRead={reading.onRead}
        />
      )}
    </DeployPage>
  );
}

function summaryOf(
  { hardware, volumes }: MetalOptions,
  metal: DeployDraft["metal"],
): SummaryLine[] {
  const line = hardware.find(
    (one) => one.locationId === metal?.locationId && one.network === metal.network,
  );
  const gpus = metal?.gpuCount ?? null;
  const nodes = nodesOf(gpus, line?.gpusPerNode ?? null);
  const volume = volumes.find(({ id }) => id === metal?.storageId);
  return [
    [
      "Hardware",
      line && gpus !== null ? [gpusOf(gpus, line), nodes].filter(Boolean).join(", ") : NOT_SET,
    ],
    ["Network", line ? networkName(line.network) : null],
    ["Place", line ? placeOf(line) : null],
    [
      "Volume",
      metal?.storageMode === "existing"
        ? (volume?.name ?? NOT_SET)
        : metal?.storageMode === "new"
          ? `${metal.volumeName.trim() || "new"}, new`
          : null,
    ],
  ];
}
