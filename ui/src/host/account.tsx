import { createContext, type ReactNode, useContext } from "react";

const AccountContext = createContext<string | null>(null);

/**
 * Says for which account the screens below were opened. They are made anew for another account and never handed another
 * one, so that what a person sees and what an act is sent for are the same account.
 */
export function AccountProvider({
  account,
  children,
}: {
  account: string | null;
  children: ReactNode;
}) {
  return <AccountContext value={account}>{children}</AccountContext>;
}

/** The account for which this part of the window was opened. */
export function useAccount(): string | null {
  return useContext(AccountContext);
}
