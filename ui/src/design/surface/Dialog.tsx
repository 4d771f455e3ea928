import type { LucideIcon } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "../Icon";

/** Whether a dialog stands over the window now. */
export function isDialogOpen(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog]") !== null;
}

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
  panes,
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
  /** Its content is a `DialogPane`, and another one later: each has its own buttons. */
  panes?: boolean;
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
      {panes ? (
        children
      ) : (
        <>
          <div className="dialog-body">{children}</div>
          {foot ? <footer className="dialog-foot">{foot}</footer> : null}
        </>
      )}
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

/** What a dialog shows now, with its buttons. With `onSubmit` it is a form. */
export function DialogPane({
  children,
  foot,
  onSubmit,
}: {
  children: ReactNode;
  foot: ReactNode;
  onSubmit?: () => void;
}) {
  const body = useRef<HTMLDivElement>(null);
  // What was pressed is gone with the pane before this one, and the keys would be with the page behind.
  useEffect(() => {
    const dialog = body.current?.closest<HTMLElement>("[role=dialog]");
    if (dialog && !dialog.contains(document.activeElement)) dialog.focus();
  }, []);
  const inside = (
    <>
      <div className="dialog-body" ref={body}>
        {children}
      </div>
      <footer className="dialog-foot">{foot}</footer>
    </>
  );
  if (!onSubmit) return inside;
  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {inside}
    </form>
  );
}
