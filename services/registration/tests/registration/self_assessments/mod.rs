//! Self-assessments from council to report.
