import { useEffect, useSyncExternalStore } from 'react';
import { reach } from '../api/reach.ts';

/** Says of every page that it may show what was, for as long as nothing is heard from the server. */
export function LostNotice() {
  const isLost = useSyncExternalStore(reach.watch, reach.isLost);
  useEffect(() => {
    const lose = (): void => reach.silent();
    window.addEventListener('offline', lose);
    window.addEventListener('online', reach.look);
    return () => {
      window.removeEventListener('offline', lose);
      window.removeEventListener('online', reach.look);
    };
  }, []);
  return (
    <div role="status">
      {isLost && (
        <p className="border-b border-warn bg-surface px-4 py-2 text-sm">
          The server cannot be reached. What you see may be old; it is tried again by itself.
        </p>
      )}
    </div>
  );
}
