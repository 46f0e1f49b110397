import { Tabs as Parts } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

interface TabsProps<Id extends string> {
  /** What the tabs are of. */
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** Several pages in one place; only the chosen one is drawn. */
export function Tabs<Id extends string>({ label, tabs, chosen, onChoose }: TabsProps<Id>) {
  const choose = (value: string): void => {
    const tab = tabs.find(({ id }) => id === value);
    if (tab !== undefined) onChoose(tab.id);
  };
  return (
    <Parts.Root value={chosen} onValueChange={choose} className="flex min-h-0 grow flex-col">
      <Parts.List
        aria-label={label}
        className="flex shrink-0 overflow-x-auto border-b border-line px-1 sm:gap-1 sm:px-2"
      >
        {tabs.map((tab) => (
          <Parts.Trigger
            key={tab.id}
            value={tab.id}
            className="-mb-px border-b-2 border-transparent px-2 py-2 text-sm whitespace-nowrap text-muted -outline-offset-2 sm:px-3 hover:text-text data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {tab.label}
          </Parts.Trigger>
        ))}
      </Parts.List>
      {tabs.map((tab) => (
        <Parts.Content key={tab.id} value={tab.id} className="flex min-h-0 grow flex-col">
          {tab.content}
        </Parts.Content>
      ))}
    </Parts.Root>
  );
}
