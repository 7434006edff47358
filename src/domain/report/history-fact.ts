/**
 * How a commit that a component has seen stands to the one that is reported on. `same`; `behind`: an ancestor of it, so the
 * component has not seen the newest yet; `ahead`: a descendant, so the report is the older one; `diverged`: neither, and
 * so somebody was shown another history; `unknown`: the repository here does not hold it, or not enough of its history.
 */
export type HistoryFact = 'same' | 'behind' | 'ahead' | 'diverged' | 'unknown'
