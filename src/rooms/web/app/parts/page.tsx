/** The head of a page: its one heading, a line below it, and what can be done at its side. */

import type { ReactNode } from 'react';
import css from './page.module.css';

export function Page({ heading, line, aside, children, unseenHeading = false }: {
  heading: ReactNode; line?: ReactNode; aside?: ReactNode; children: ReactNode; unseenHeading?: boolean;
}) {
  return (
    <main id="content" tabIndex={-1} className={css['page']}>
      <div className={`${css['head']} ${unseenHeading ? css['bare'] : ''}`}>
        <div><h1 className={unseenHeading ? 'unseen' : undefined}>{heading}</h1>{line !== undefined && <p className={css['line']}>{line}</p>}</div>
        {aside}
      </div>
      {children}
    </main>
  );
}

/** What stands where there is nothing yet: what will come, and the first step. */
export function Empty({ children, act }: { children: ReactNode; act?: ReactNode }) {
  return <div className={css['empty']}><p>{children}</p>{act}</div>;
}
