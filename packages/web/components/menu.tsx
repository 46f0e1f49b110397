import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

/** A menu below a button. It is not modal: a modal one would put styles into the page, which the policy forbids. */
export function Menu({ trigger, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-20 min-w-48 rounded-md border border-line bg-surface p-1 text-sm shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  readonly onSelect: () => void;
  /** Why it cannot be chosen, shown below its name. */
  readonly refused?: string | undefined;
  readonly children: ReactNode;
}

/** One thing to do. */
export function MenuItem({ onSelect, refused, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      disabled={refused !== undefined}
      onSelect={onSelect}
      className="cursor-pointer rounded px-3 py-2 outline-none data-disabled:cursor-not-allowed data-disabled:text-muted data-highlighted:bg-accent data-highlighted:text-on-accent"
    >
      {children}
      {refused !== undefined && <span className="block max-w-64 text-xs">{refused}</span>}
    </DropdownMenu.Item>
  );
}
