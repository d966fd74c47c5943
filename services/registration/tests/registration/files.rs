//! Files that tests hand in and take out.

use ground::fresh_id;
use platform::identity::Identity;
use proto::exchange::import_part::Part;
use proto::exchange::{ImportHeader, ImportPart, ImportReport, SheetDefect, SheetFormat};
use proto::registration as wire;
use tonic::Status;

use crate::world::World;

/// The parts of an import of `content`, in small pieces.
pub fn parts(
    header: ImportHeader,
    content: &[u8],
) -> impl futures::Stream<Item = ImportPart> + Send + 'static {
    let pieces = content
        .chunks(256 << 10)
        .map(|piece| Part::Content(piece.to_vec()));
    let parts: Vec<_> = std::iter::once(Part::Header(header)).chain(pieces).collect();
    futures::stream::iter(parts.into_iter().map(|part| ImportPart { part: Some(part) }))
}

/// For the only province, to be written.
pub fn header() -> ImportHeader {
    ImportHeader {
        request_id: fresh_id(),
        ..Default::default()
    }
}

/// Where something is wrong, as the tests compare it.
pub fn places(report: &ImportReport) -> Vec<(u32, String)> {
    let place = |defect: &SheetDefect| (defect.row, defect.column.clone());
    report.defects.iter().map(place).collect()
}

/// How many rows are new, changed and as they were.
pub fn counts(report: &ImportReport) -> (u32, u32, u32) {
    (report.created, report.changed, report.unchanged)
}

impl World {
    /// Imports schools as `identity`.
    pub async fn import_schools(
        &self,
        identity: &Identity,
        header: ImportHeader,
        content: &[u8],
    ) -> Result<ImportReport, Status> {
        let answer = self
            .schools(identity)
            .import_schools(parts(header, content))
            .await;
        answer.map(tonic::Response::into_inner)
    }

    /// Imports authorities as `identity`.
    pub async fn import_authorities(
        &self,
        identity: &Identity,
        header: ImportHeader,
        content: &[u8],
    ) -> Result<ImportReport, Status> {
        let answer = self
            .authorities(identity)
            .import_authorities(parts(header, content))
            .await;
        answer.map(tonic::Response::into_inner)
    }

    /// The schools that `identity` sees, as a file.
    pub async fn export_schools(&self, identity: &Identity, format: SheetFormat) -> Vec<u8> {
        let asked = wire::ExportSchoolsRequest {
            format: format.into(),
            ..Default::default()
        };
        let mut stream = self
            .schools(identity)
            .export_schools(asked)
            .await
            .unwrap()
            .into_inner();
        let mut content = Vec::new();
        while let Some(part) = stream.message().await.unwrap() {
            content.extend(part.content);
        }
        content
    }

    /// The authorities that `identity` sees, as a file.
    pub async fn export_authorities(&self, identity: &Identity, format: SheetFormat) -> Vec<u8> {
        let asked = wire::ExportAuthoritiesRequest {
            format: format.into(),
            ..Default::default()
        };
        let mut stream = self
            .authorities(identity)
            .export_authorities(asked)
            .await
            .unwrap()
            .into_inner();
        let mut content = Vec::new();
        while let Some(part) = stream.message().await.unwrap() {
            content.extend(part.content);
        }
        content
    }

    /// The schools that `identity` finds by `search`, by name.
    pub async fn find_schools(&self, identity: &Identity, search: &str) -> Vec<wire::School> {
        let asked = wire::ListSchoolsRequest {
            filter: Some(wire::SchoolFilter {
                search: search.to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let found = self.schools(identity).list_schools(asked).await.unwrap();
        found.into_inner().schools
    }

    /// The school `name` as it is now.
    pub async fn look_up(&self, identity: &Identity, name: &str) -> Result<wire::School, Status> {
        let asked = wire::GetSchoolRequest {
            name: name.to_owned(),
        };
        let found = self.schools(identity).get_school(asked).await;
        found.map(tonic::Response::into_inner)
    }
}
