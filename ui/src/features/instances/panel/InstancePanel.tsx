import "./panel.css";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import {
  Badge,
  Banner,
  Button,
  Moment,
  Panel,
  PanelSection,
  Skeleton,
  useFocusBack,
  useLate,
} from "../../../design";
import { useAsk } from "../../../host/queries";
import type { CommandError, InstanceDetail, InstanceView } from "../../../host/types";
import { Fault } from "../../../shared/errors/Fault";
import { nameOf, stateOf } from "../../../shared/machine/machine";
import { NoVolumeForVm } from "../../../shared/volumes/AttachVolume";
import { Files } from "../files/Files";
import { whyOff } from "../machine";
import { TerminateDialog } from "../terminate/TerminateDialog";
import { AllFields } from "./AllFields";
import { AutoStops } from "./AutoStops";
import { Connect } from "./Connect";
import { Cost } from "./Cost";
import { GpuUse } from "./GpuUse";
import { Head } from "./Head";
import { History } from "./History";
import { Lease } from "./Lease";
import { LikeThis } from "./LikeThis";
import { Nodes } from "./Nodes";
import { Ports } from "./Ports";
import { Power } from "./Power";
import { Rental } from "./Rental";

/** The open machine: how to get in, what may be done to it, what it costs. */
export function InstancePanel({
  id,
  row,
  onClose,
}: {
  id: string;
  /** Its row, as long as the list has it. */
  row: InstanceView | undefined;
  onClose: () => void;
}) {
  const detail = useAsk("instance", { id });
  const machine = row ?? detail.data?.instance;
  if (machine) {
    return (
      <Machine
        machine={machine}
        detail={detail.data}
        detailFault={detail.error}
        onRetry={() => void detail.refetch()}
        goneSince={row ? null : (detail.data?.goneSince ?? null)}
        onClose={onClose}
      />
    );
  }
  return (
    <Panel title="Instance" onClose={onClose}>
      {detail.error ? (
        <Fault
          error={detail.error}
          onRetry={detail.error.retryable ? () => void detail.refetch() : undefined}
          retrying={detail.isFetching}
          // Voltdeck may know of it what the provider forgot.
          actions={<LikeThis id={id} />}
        />
      ) : (
        <Wait />
      )}
    </Panel>
  );
}

function Wait() {
  const late = useLate(true);
  return (
    <div className="pad col gap3" aria-busy="true">
      {late ? [160, 220, 120].map((width) => <Skeleton key={width} width={width} />) : null}
    </div>
  );
}

function Machine({
  machine,
  detail,
  detailFault,
  onRetry,
  goneSince,
  onClose,
}: {
  machine: InstanceView;
  detail: InstanceDetail | undefined;
  detailFault: CommandError | null;
  onRetry: () => void;
  goneSince: string | null;
  onClose: () => void;
}) {
  const [naming, setNaming] = useState(false);
  const [terminating, setTerminating] = useState(false);
  const [fields, setFields] = useState(false);
  const rename = useFocusBack(naming);
  const { word, mark } = stateOf(machine);
  const { rental } = machine;
  return (
    <Panel
      title={nameOf(machine)}
      badge={<Badge mark={mark}>{word}</Badge>}
      actions={
        <Button
          ref={rename}
          kind="quiet"
          size="sm"
          icon={Pencil}
          aria-label="Rename"
          disabledReason={whyOff(machine.acts.modify)}
          onPress={() => setNaming(true)}
        />
      }
      sub={
        <Head
          machine={machine}
          location={detail?.location ?? null}
          naming={naming}
          onNamed={() => setNaming(false)}
        />
      }
      foot={
        <>
          <Button
            kind="quiet"
            size="sm"
            className="all-fields"
            aria-expanded={fields}
            onPress={() => setFields(!fields)}
          >
            All fields
          </Button>
          <span className="push" />
          <LikeThis id={machine.id} />
          <Button
            kind="warn"
            size="sm"
            icon={Trash2}
            disabledReason={whyOff(machine.acts.terminate)}
            onPress={() => setTerminating(true)}
          >
            Terminate
          </Button>
        </>
      }
      onClose={onClose}
    >
      {goneSince === null ? (
        <>
          {rental ? (
            <>
              <SettingUp machine={machine} />
              {rental.nodes.length > 0 ? <Connect machine={machine} /> : null}
              <Nodes machine={machine} rental={rental} />
            </>
          ) : (
            <Connect machine={machine} />
          )}
          {/* What can be pressed stands above what comes late, so that it never moves under the pointer. */}
          <Power machine={machine} />
          <Lease machine={machine} />
          <AutoStops machine={machine} />
          <Files machine={machine} />
          <GpuUse machine={machine} />
        </>
      ) : (
        <div className="panel-note">
          <Banner tone="attention" title="No longer in the provider's list">
            since <Moment at={goneSince} />. If it was terminated, here or elsewhere, it costs
            nothing more. A list can lag: look again before you count on it. What else you see is
            how it was last read.
          </Banner>
        </div>
      )}
      <Cost machine={machine} goneSince={goneSince} />
      {rental ? (
        <Rental machine={machine} rental={rental} gone={goneSince !== null} />
      ) : (
        <>
          <Ports machine={machine} />
          <PanelSection title="Storage">
            <NoVolumeForVm storageGb={machine.storageGb} />
          </PanelSection>
        </>
      )}
      <History id={machine.id} />
      {fields ? <AllFields detail={detail} fault={detailFault} onRetry={onRetry} /> : null}
      <TerminateDialog
        id={machine.id}
        name={nameOf(machine)}
        open={terminating}
        onClose={() => setTerminating(false)}
      />
    </Panel>
  );
}

/** A rental on its way has few fields of its own: the provider tells the rest when it is up. */
function SettingUp({ machine: { state } }: { machine: InstanceView }) {
  if (state.mark !== "pending") return null;
  return (
    <div className="panel-note">
      <Banner tone="plain" title={`${state.word}.`}>
        It is being set up; what is shown is what was known before. The rest comes when it is up.
      </Banner>
    </div>
  );
}
