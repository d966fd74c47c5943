//! kiemdinh
