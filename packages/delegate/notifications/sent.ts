/** What came of sending; when it failed, why, and whether another try could not do better. */
export type Sent =
  | { readonly sent: true }
  | { readonly sent: false; readonly problem: string; readonly hopeless?: true };
