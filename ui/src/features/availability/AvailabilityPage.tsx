import "./availability.css";
import { RotateCw, Search } from "lucide-react";
import { useState } from "react";
import { Ago, Button, Checkbox, classes, Segmented, TextField } from "../../design";
import { useAsk } from "../../host/queries";
import { Fault } from "../../shared/errors/Fault";
import { Page } from "../../shared/page/Page";
import { HostNodes } from "./HostNodes";
import { Metal } from "./Metal";
import { metalOf, type Order, placesOf, presetsOf } from "./order";
import { Presets } from "./Presets";
import { type Opened, OpenPanel } from "./panels";
import { Wait } from "./parts";

const ORDERS = [
  { value: "size", label: "By size" },
  { value: "price", label: "By price" },
  { value: "free", label: "By stock" },
] as const;

/** What can be had now, where, and for how much. */
export default function AvailabilityPage() {
  const [inStockOnly, setInStockOnly] = useState(false);
  const [q, setQ] = useState("");
  const [order, setOrder] = useState<Order>("size");
  const [opened, setOpened] = useState<Opened | null>(null);
  const asked = useAsk(
    "availability",
    { inStockOnly },
    { keepLast: true, refetchInterval: 60_000 },
  );
  const view = asked.data;
  const onRead = () => void asked.refetch();
  const open = (next: Opened) => setOpened(next);
  return (
    <Page
      title="Deploy"
      scroll={false}
      sub={
        view ? (
          <>
            Read <Ago at={view.readAt} suffix="ago" />
          </>
        ) : null
      }
      actions={
        <Button
          kind="quiet"
          icon={RotateCw}
          aria-label="Read again"
          busy={asked.isFetching}
          onPress={onRead}
        />
      }
    >
      <div className={classes("av", opened !== null && "has-panel")}>
        <div className="filters">
          <TextField
            className="grow-search"
            aria-label="Search"
            placeholder="GPU, place, network"
            icon={Search}
            value={q}
            onChange={setQ}
          />
          <Checkbox checked={inStockOnly} onChange={setInStockOnly}>
            In stock only
          </Checkbox>
          <span className="push" />
          <Segmented label="Order" value={order} onChange={setOrder} options={ORDERS} />
        </div>
        <div className="av-body">
          <div className="av-parts" aria-busy={asked.isFetching}>
            {view ? (
              <>
                <Presets
                  presets={presetsOf(view.presets, q, order)}
                  all={view.presets.length}
                  inStockOnly={inStockOnly}
                  fault={view.presetsFault ?? asked.error}
                  onRead={onRead}
                  onOpen={open}
                  onShowAll={() => setInStockOnly(false)}
                />
                <Metal
                  lines={metalOf(
                    inStockOnly
                      ? view.bareMetal.filter(({ freeGpus }) => freeGpus !== 0)
                      : view.bareMetal,
                    q,
                    order,
                  )}
                  all={view.bareMetal.length}
                  fault={view.bareMetalFault ?? asked.error}
                  onRead={onRead}
                />
                <HostNodes
                  places={placesOf(view.locations, q, order)}
                  all={view.locations.length}
                  fault={view.locationsFault ?? asked.error}
                  onRead={onRead}
                  onOpen={open}
                />
              </>
            ) : asked.error ? (
              <Fault
                error={asked.error}
                title="What can be had could not be read"
                onRetry={onRead}
                retrying={asked.isFetching}
              />
            ) : (
              <Wait />
            )}
          </div>
          {opened ? (
            <OpenPanel
              key={`${opened.kind} ${opened.id}`}
              opened={opened}
              places={new Map(view?.locations.map(({ id, place }) => [id, place]))}
              onOpen={open}
              onClose={() => setOpened(null)}
            />
          ) : null}
        </div>
      </div>
    </Page>
  );
}
