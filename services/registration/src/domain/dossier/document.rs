//! The documents of a dossier: an official letter that states the wish, and the self-assessment report.

use std::fmt;
use std::str::FromStr;

use form::Defects;
use statute::Regime;

use super::DossierRefusal;

/// The copies on paper that the A regimes ask for.
const COPIES: u32 = 2;

/// What a document of a dossier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Công văn đăng ký, which states the wish.
    OfficialLetter,
    /// Báo cáo tự đánh giá.
    SelfAssessmentReport,
    /// Anything else that the school adds.
    Other,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::OfficialLetter, Self::SelfAssessmentReport, Self::Other];

    /// The kind as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OfficialLetter => "official_letter",
            Self::SelfAssessmentReport => "self_assessment_report",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for DocumentKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("no kind of document {text}"))
    }
}

/// A document: a file, known by its hash, or copies on paper, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// Its title.
    pub title: String,
    /// The name of the file; empty when it came on paper only.
    pub file_name: String,
    /// SHA-256 of its content, lower-case hexadecimal; empty when it came on paper only.
    pub sha256: String,
    /// The file's size in bytes; 0 when it came on paper only.
    pub size: u64,
    /// How many copies on paper.
    pub copies: u32,
}

/// A document as it is entered; no kind when none was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentForm {
    /// What it is.
    pub kind: Option<DocumentKind>,
    /// Its title.
    pub title: String,
    /// The name of the file, or empty.
    pub file_name: String,
    /// SHA-256 of the file, or empty.
    pub sha256: String,
    /// The file's size in bytes.
    pub size: u64,
    /// How many copies on paper.
    pub copies: u32,
}

/// What a dossier lacks that is to be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shortfall {
    /// The official letter.
    Letter,
    /// The self-assessment report.
    Report,
    /// Copies of the report, which came neither as a file nor in as many copies as are asked for.
    Copies {
        /// How many there are.
        given: u32,
        /// How many there must be.
        asked: u32,
    },
    /// The file of the report, which this regime takes no paper instead of.
    ReportFile,
    /// The report is not the one of the self-assessment: their hashes differ.
    OtherReport,
}

/// The documents as they were entered, every defect at once.
pub(super) fn stated(forms: Vec<DocumentForm>) -> Result<Vec<Document>, super::Refusal> {
    let mut defects = Defects::default();
    let documents: Vec<_> = forms
        .into_iter()
        .enumerate()
        .filter_map(|(position, form)| document(position, form, &mut defects))
        .collect();
    defects.judge()?;
    Ok(documents)
}

fn document(position: usize, form: DocumentForm, defects: &mut Defects) -> Option<Document> {
    let field = |name: &str| format!("documents[{position}].{name}");
    defects.require(
        form.kind.is_some(),
        &field("kind"),
        "phải là công văn đăng ký, báo cáo tự đánh giá hoặc tài liệu khác",
    );
    let title = defects.stated(&form.title, &field("title"), "phải có tên tài liệu");
    let (file_name, sha256) = (form.file_name.trim().to_owned(), form.sha256);
    let has_file = !file_name.is_empty() || !sha256.is_empty() || form.size > 0;
    if has_file {
        defects.stated(&file_name, &field("file_name"), "phải có tên tệp");
        defects.sha256(&sha256, &field("sha256"));
        defects.require(form.size > 0, &field("size"), "tệp không được rỗng");
    }
    defects.require(
        has_file || form.copies > 0,
        &field("copies"),
        "phải có tệp hoặc số bản giấy",
    );
    Some(Document {
        kind: form.kind?,
        title,
        file_name,
        sha256,
        size: form.size,
        copies: form.copies,
    })
}

/// Refuses documents that may not be handed in under `regime`, with everything they lack: the official letter,
/// and the report of the self-assessment, whose hash is `report_sha256`, as a file or, under the A regimes, in
/// two copies on paper.
pub(super) fn must_be_complete(
    documents: &[Document],
    report_sha256: &str,
    regime: &Regime,
) -> Result<(), DossierRefusal> {
    let has = |kind| documents.iter().any(|document| document.kind == kind);
    let mut lacking = Vec::new();
    if !has(DocumentKind::OfficialLetter) {
        lacking.push(Shortfall::Letter);
    }
    let reports: Vec<_> = documents
        .iter()
        .filter(|document| document.kind == DocumentKind::SelfAssessmentReport)
        .collect();
    let files = || reports.iter().filter(|report| !report.sha256.is_empty());
    let given = reports.iter().map(|report| report.copies).sum();
    if reports.is_empty() {
        lacking.push(Shortfall::Report);
    } else if files().next().is_some() {
        if files().any(|report| report.sha256 != report_sha256) {
            lacking.push(Shortfall::OtherReport);
        }
    } else if !regime.accreditation_issued {
        // The act of regime B knows no dossier on paper; what replaces it names files.
        lacking.push(Shortfall::ReportFile);
    } else if given < COPIES {
        lacking.push(Shortfall::Copies { given, asked: COPIES });
    }
    if lacking.is_empty() {
        return Ok(());
    }
    Err(DossierRefusal::Incomplete {
        lacking,
        citation: regime.citation.vi.clone(),
    })
}
