//! timelimit
