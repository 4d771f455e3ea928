import type { LucideIcon } from "lucide-react";
import type { FormEvent, ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "../Icon";

/**
 * A dialog over everything but the ribbon. Escape and a press outside cancel. Focus starts at what
 * carries `autoFocus`, else at the dialog. With `onSubmit` its content is a form.
 */
export function Dialog({
  open,
  onClose,
  title,
  icon,
  lead,
  children,
  foot,
  onSubmit,
  width = 520,
  urgent,
}: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  icon?: LucideIcon;
  /** A sentence under the title. */
  lead?: ReactNode;
  children?: ReactNode;
  /** The buttons: cancel first, the deed last. Without it the content has its own. */
  foot?: ReactNode;
  onSubmit?: () => void;
  width?: number;
  /** It destroys: a press outside does not close it. */
  urgent?: boolean;
}) {
  const inside = (
    <>
      <header className="dialog-head">
        {icon ? (
          <span className="warn">
            <Icon of={icon} />
          </span>
        ) : null}
        <div>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {lead ? <p className="t2">{lead}</p> : null}
        </div>
      </header>
      <div className="dialog-body">{children}</div>
      {foot ? <footer className="dialog-foot">{foot}</footer> : null}
    </>
  );
  return (
    <ModalOverlay
      className="scrim"
      isOpen={open}
      isDismissable={!urgent}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Modal className="dialog" style={{ width }}>
        <AriaDialog role={urgent ? "alertdialog" : "dialog"}>
          {onSubmit ? (
            <form
              noValidate
              onSubmit={(event: FormEvent) => {
                event.preventDefault();
                onSubmit();
              }}
            >
              {inside}
            </form>
          ) : (
            inside
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
