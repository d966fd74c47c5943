//! The wire: every message and service of the system, compiled from `kiemdinh/**.proto`.
//!
//! Facts ([`fact`]) are also what the domains decide: a fact has one definition, and the domain, the
//! journal, the bus and every consumer use that one. This crate knows no rule.

#![allow(
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    unused_qualifications
)]

mod commands;
mod facts;

pub use commands::CommandRequest;
pub use facts::FACT_TYPES;

/// The facts services announce to one another.
pub mod fact {
    pub use super::kiemdinh::fact::v1::fact::Body;
    pub use super::kiemdinh::fact::v1::*;
}

/// Files that come in and go out.
pub mod exchange {
    pub use super::kiemdinh::exchange::v1::*;
}

/// Schools, plans, dossiers.
pub mod registration {
    pub use super::kiemdinh::registration::v1::*;
}

/// Reviewers, teams, external reviews.
pub mod review {
    pub use super::kiemdinh::review::v1::*;
}

/// Decisions and certificates.
pub mod recognition {
    pub use super::kiemdinh::recognition::v1::*;
}

/// Clocks, ladders, mail.
pub mod scheduler {
    pub use super::kiemdinh::scheduler::v1::*;
}

/// What every service answers about itself.
pub mod platform {
    pub use super::kiemdinh::platform::v1::*;
}

/// The compiled descriptors of every file, for reflection and for tests over every method.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

mod kiemdinh {
    pub mod fact {
        pub mod v1 {
            tonic::include_proto!("kiemdinh.fact.v1");
        }
    }
    pub mod exchange {
        pub mod v1 {
            tonic::include_proto!("kiemdinh.exchange.v1");
        }
    }
    pub mod registration {
        pub mod v1 {
            tonic::include_proto!("kiemdinh.registration.v1");
        }
    }
    pub mod review {
        pub mod v1 {
            tonic::include_proto!("kiemdinh.review.v1");
        }
    }
    pub mod recognition {
        pub mod v1 {
            tonic::include_proto!("kiemdinh.recognition.v1");
        }
    }
    pub mod scheduler {
        pub mod v1 {
            tonic::include_proto!("kiemdinh.scheduler.v1");
        }
    }
    pub mod platform {
        pub mod v1 {
            tonic::include_proto!("kiemdinh.platform.v1");
        }
    }
}
