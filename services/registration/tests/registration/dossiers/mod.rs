//! Dossiers from draft to acceptance.
