import { useState } from 'react';
import { chooseTheme, savedTheme, THEMES, type Theme } from './theme.ts';

const WORDS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

export function ThemeChoice() {
  const [theme, setTheme] = useState(savedTheme);
  const choose = (chosen: Theme): void => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <label className="flex items-center gap-2 text-sm text-muted">
      Theme
      <select
        className="rounded border border-line bg-surface px-2 py-1 text-text"
        value={theme}
        onChange={({ target }) => choose(THEMES.find((each) => each === target.value) ?? 'system')}
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {WORDS[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
