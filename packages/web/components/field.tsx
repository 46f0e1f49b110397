import { type ReactNode, useId } from 'react';

/** The classes of whatever text is typed into, or a value is chosen with. */
export const INPUT =
  'min-h-9 w-full rounded-md border border-line bg-surface px-3 py-1.5 text-sm text-text placeholder:text-muted aria-invalid:border-bad [&:read-only:not(select)]:bg-sunken disabled:bg-sunken disabled:text-muted';

/** What the control inside a field has to be given. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

interface FieldProps {
  readonly label: ReactNode;
  /** What is wanted, in a line. */
  readonly hint?: ReactNode;
  /** What is wrong with what was given, and what to do. */
  readonly error?: string | undefined;
  /** Draws the control. */
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its name, what it is for, and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const below = error ?? hint;
  const control: ControlProps = {
    id,
    ...(below !== undefined && { 'aria-describedby': `${id}-below` }),
    ...(error !== undefined && { 'aria-invalid': true }),
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children(control)}
      {below !== undefined && (
        <p
          id={`${id}-below`}
          className={`text-sm ${error === undefined ? 'text-muted' : 'text-bad'}`}
        >
          {below}
        </p>
      )}
    </div>
  );
}
