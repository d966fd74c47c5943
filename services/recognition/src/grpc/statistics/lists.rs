//! The lists of yearly plans, as they are answered and exported.

use platform::refusal::Failure;
use sea_orm::ConnectionTrait;
use statute::Law;
use uuid::Uuid;

use crate::domain::{Certificate, RegisterEntry, remarks};
use crate::store;
use crate::store::statistics::Recognised;

/// A recognition, with what the register says of it.
pub struct Recognition {
    /// The certificate.
    pub certificate: Certificate,
    /// What the register says of it.
    pub entry: RegisterEntry,
}

/// A certificate that is to be checked again.
pub struct Recheck {
    /// What the register says of it.
    pub entry: RegisterEntry,
    /// What about it calls for attention, in Vietnamese.
    pub remarks: Vec<String>,
}

/// The recognitions that are `asked` for, by day.
pub async fn recognitions(
    connection: &impl ConnectionTrait,
    asked: Recognised,
) -> Result<Vec<Recognition>, Failure> {
    let found = store::statistics::recognised(connection, asked).await?;
    let recognition = |(certificate, entry)| Recognition { certificate, entry };
    Ok(found.into_iter().map(recognition).collect())
}

/// The certificates that are `asked` for, by day of recognition, with what calls for attention by `law`.
pub async fn rechecks(
    connection: &impl ConnectionTrait,
    law: &Law,
    asked: Recognised,
) -> Result<Vec<Recheck>, Failure> {
    let found = store::statistics::recognised(connection, asked).await?;
    let schools: Vec<Uuid> = found.iter().map(|(of, _)| of.case.school_id).collect();
    let absorbed = store::merger::of_schools(connection, &schools).await?;
    let recheck = |(certificate, entry): (Certificate, RegisterEntry)| {
        let absorbed = absorbed.get(&certificate.case.school_id);
        let absorbed = absorbed.map_or(&[][..], Vec::as_slice);
        Recheck {
            remarks: remarks(&certificate, absorbed, law, asked.on),
            entry,
        }
    };
    Ok(found.into_iter().map(recheck).collect())
}
