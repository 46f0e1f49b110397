import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, at the foot. */
  readonly actions?: ReactNode;
  /** For what needs the room, such as a drawing. */
  readonly wide?: boolean;
}

/** A window over the page, open for as long as it is rendered. Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog !== null && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={heading}
      className={`m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-lg border border-line bg-surface p-0 text-text shadow-2xl backdrop:bg-black/50 open:flex ${wide ? 'max-w-6xl' : 'max-w-xl'}`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="flex items-center gap-4 border-b border-line px-4 py-3">
        <h2 id={heading} className="min-w-0 grow text-lg font-semibold break-words">
          {title}
        </h2>
        <button
          type="button"
          aria-label="Close"
          className="rounded p-1.5 hover:bg-sunken"
          onClick={onClose}
        >
          <X aria-hidden size={18} />
        </button>
      </header>
      <div className="min-h-0 grow overflow-auto p-4">{children}</div>
      {actions !== undefined && (
        <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-4 py-3">
          {actions}
        </footer>
      )}
    </dialog>
  );
}
