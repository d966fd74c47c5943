//! Rows of decisions.

use calendar::Day;
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::scope::{Place, within};
use platform::time::Moment;
use proto::fact::{RecognitionKind, SchoolType};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, DbBackend, Iterable, QuerySelect, QueryTrait, Statement};

use super::corrupt;
use crate::domain::{Case, Conclusion, Decision, DecisionState, DocumentNumber, FinalReport, Proposal};
use papers::Papers;

mod papers;
mod stored;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    pub school_id: Uuid,
    pub school_name: String,
    pub school_type: String,
    pub commune: String,
    pub school_email: String,
    pub regime: String,
    pub overlay: String,
    pub target: String,
    pub dossier_number: String,
    pub decided_by: String,
    pub reviewed_level: i32,
    pub report_sha256: String,
    pub standing: Option<Json>,
    pub kind: String,
    pub conditions: Json,
    pub proposed_recognition: bool,
    pub proposed_as: String,
    pub proposed_reasons: Json,
    pub recognises: Option<bool>,
    pub recognised_as: String,
    pub findings: Json,
    pub reasons: String,
    pub text_sha256: Option<String>,
    pub prepared_by: Option<String>,
    pub effective_on: Option<Date>,
    pub proposal_number: Option<String>,
    pub proposal_year: Option<i32>,
    pub proposed_on: Option<Date>,
    pub proposed_by: Option<String>,
    pub number: Option<String>,
    pub number_year: Option<i32>,
    pub signed_on: Option<Date>,
    pub signer: Option<String>,
    pub certificate_number: Option<String>,
    pub place: String,
    pub published_at: Option<Moment>,
    pub school_place: String,
    pub published_by_school_at: Option<Moment>,
    pub decide_due_on: Option<Date>,
    pub apology_due_on: Option<Date>,
    pub apology_new_due_on: Option<Date>,
    pub apology_reason: String,
    pub apology_sha256: Option<String>,
    pub apology_prepared_by: Option<String>,
    pub apology_number: Option<String>,
    pub apology_year: Option<i32>,
    pub apology_signed_on: Option<Date>,
    pub apology_signer: Option<String>,
    pub state: String,
    pub history: Json,
    pub received_at: Moment,
    pub settled_until: Moment,
    pub version: i64,
    pub commune_id: Option<Uuid>,
    pub authority_id: Option<Uuid>,
    pub authority_name: String,
    pub authority_email: String,
    pub province_id: Option<Uuid>,
    pub book: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Decision {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        let papers = Papers::of(&row)?;
        let conclusion = Conclusion {
            recognised_as: stored::optional_target(&row.recognised_as)?,
            reasons: row.reasons,
            findings: stored::findings(row.findings)?,
        };
        let standing = row.standing.map(serde_json::from_value);
        let certificate = row.certificate_number.as_deref().map(str::parse);
        Ok(Self {
            kind: RecognitionKind::from_str_name(&row.kind).ok_or_else(|| corrupt(&row.kind))?,
            decided_by: row.decided_by.parse().map_err(corrupt)?,
            report: FinalReport {
                level: u32::try_from(row.reviewed_level).map_err(corrupt)?,
                sha256: row.report_sha256,
                standing: standing.transpose().map_err(corrupt)?,
            },
            proposal: Proposal {
                recognise_as: stored::optional_target(&row.proposed_as)?,
                reasons: serde_json::from_value(row.proposed_reasons).map_err(corrupt)?,
                prospects: stored::prospects(row.conditions)?,
            },
            conclusion: row.recognises.map(|_| conclusion),
            draft: papers.draft,
            sent: papers.sent,
            signature: papers.signature,
            certificate: certificate.transpose().map_err(corrupt)?,
            published: papers.published,
            published_by_school: papers.published_by_school,
            decide_due_on: row.decide_due_on.map(Into::into),
            apology: papers.apology,
            history: stored::history(row.history)?,
            settled_until: row.settled_until,
            version: row.version,
            case: Case {
                id: row.case_id,
                school_id: row.school_id,
                school_name: row.school_name,
                school_type: SchoolType::from_str_name(&row.school_type)
                    .ok_or_else(|| corrupt(&row.school_type))?,
                commune: row.commune,
                school_email: row.school_email,
                regime: row.regime.parse().map_err(corrupt)?,
                overlay: row.overlay,
                target: stored::target(&row.target)?,
                dossier_number: row.dossier_number,
                place: Place {
                    commune_id: row.commune_id,
                    authority_id: row.authority_id,
                    authority_name: row.authority_name,
                    authority_email: row.authority_email,
                    province_id: row.province_id,
                },
            },
        })
    }
}

/// What never changes of a decision: the case, the report, and what the software proposed. The due date is the
/// scheduler's to say ([`note_due`]).
const FIXED: [Column; 26] = [
    Column::CaseId,
    Column::SchoolId,
    Column::SchoolName,
    Column::SchoolType,
    Column::Commune,
    Column::SchoolEmail,
    Column::Regime,
    Column::Overlay,
    Column::Target,
    Column::DossierNumber,
    Column::DecidedBy,
    Column::ReviewedLevel,
    Column::ReportSha256,
    Column::Standing,
    Column::Kind,
    Column::Conditions,
    Column::ProposedRecognition,
    Column::ProposedAs,
    Column::ProposedReasons,
    Column::DecideDueOn,
    Column::ReceivedAt,
    Column::CommuneId,
    Column::AuthorityId,
    Column::AuthorityName,
    Column::AuthorityEmail,
    Column::ProvinceId,
];

/// The statement that keeps `decision`.
pub fn save(decision: &Decision, backend: DbBackend) -> Result<Statement, Failure> {
    let name = |column: &Column| column.as_str().to_owned();
    let fixed: Vec<_> = FIXED.iter().map(name).collect();
    let changed = Column::iter().filter(|column| !fixed.contains(&name(column)));
    let case = OnConflict::column(Column::CaseId)
        .update_columns(changed)
        .to_owned();
    Ok(Entity::insert(row(decision)?).on_conflict(case).build(backend))
}

fn row(decision: &Decision) -> Result<ActiveModel, Failure> {
    let mut row = ActiveModel {
        received_at: Set(decision.received_at()),
        decide_due_on: Set(decision.decide_due_on.map(Into::into)),
        certificate_number: Set(decision.certificate.map(|number| number.to_string())),
        state: Set(decision.state().to_string()),
        history: Set(stored::store_history(&decision.history)?),
        settled_until: Set(decision.settled_until),
        version: Set(decision.version),
        ..Default::default()
    };
    enter_case(&decision.case, &mut row);
    enter_appraisal(decision, &mut row)?;
    Papers::enter(decision, &mut row);
    Ok(row)
}

/// Sets the case in `row`.
fn enter_case(case: &Case, row: &mut ActiveModel) {
    row.case_id = Set(case.id);
    row.school_id = Set(case.school_id);
    row.school_name = Set(case.school_name.clone());
    row.school_type = Set(case.school_type.as_str_name().to_owned());
    row.commune = Set(case.commune.clone());
    row.school_email = Set(case.school_email.clone());
    row.regime = Set(case.regime.to_string());
    row.overlay = Set(case.overlay.clone());
    row.target = Set(case.target.as_str_name().to_owned());
    row.dossier_number = Set(case.dossier_number.clone());
    row.commune_id = Set(case.place.commune_id);
    row.authority_id = Set(case.place.authority_id);
    row.authority_name = Set(case.place.authority_name.clone());
    row.authority_email = Set(case.place.authority_email.clone());
    row.province_id = Set(case.place.province_id);
    row.book = Set(case.book());
}

/// Sets the report, the proposal and the conclusion in `row`.
fn enter_appraisal(decision: &Decision, row: &mut ActiveModel) -> Result<(), Failure> {
    let Decision {
        report,
        proposal,
        conclusion,
        ..
    } = decision;
    let standing = report.standing.map(serde_json::to_value);
    row.kind = Set(decision.kind.as_str_name().to_owned());
    row.decided_by = Set(decision.decided_by.to_string());
    row.reviewed_level = Set(i32::try_from(report.level).map_err(corrupt)?);
    row.report_sha256 = Set(report.sha256.clone());
    row.standing = Set(standing.transpose().map_err(corrupt)?);
    row.conditions = Set(stored::store_prospects(&proposal.prospects)?);
    row.proposed_recognition = Set(proposal.recognise_as.is_some());
    row.proposed_as = Set(stored::store_target(proposal.recognise_as));
    row.proposed_reasons = Set(serde_json::to_value(&proposal.reasons).map_err(corrupt)?);
    let concluded = conclusion.as_ref();
    row.recognises = Set(concluded.map(Conclusion::recognises));
    row.recognised_as = Set(stored::store_target(decision.recognised_as()));
    row.reasons = Set(concluded
        .map(|concluded| concluded.reasons.clone())
        .unwrap_or_default());
    let findings = concluded.map(|concluded| concluded.findings.as_slice());
    row.findings = Set(stored::store_findings(findings.unwrap_or_default())?);
    Ok(())
}

/// The statement that keeps when the act's limit for the decision of `case_id` ends; nothing while its clock is
/// stopped. Callers saw nothing else: the version stays.
pub fn note_due(case_id: Uuid, due_on: Option<Day>, backend: DbBackend) -> Statement {
    let due_on: Option<Date> = due_on.map(Into::into);
    Entity::update_many()
        .col_expr(Column::DecideDueOn, due_on.into())
        .filter(Column::CaseId.eq(case_id))
        .build(backend)
}

/// Whether a document of `year` in `book` has this number.
pub async fn is_numbered(
    connection: &impl ConnectionTrait,
    book: &str,
    number: &DocumentNumber,
    year: i32,
) -> Result<bool, Failure> {
    let numbers = [
        (Column::Number, Column::NumberYear),
        (Column::ProposalNumber, Column::ProposalYear),
        (Column::ApologyNumber, Column::ApologyYear),
    ];
    let given = numbers
        .into_iter()
        .fold(Condition::any(), |given, (column, of_year)| {
            given.add(
                Condition::all()
                    .add(column.eq(number.as_str()))
                    .add(of_year.eq(year)),
            )
        });
    let same = Entity::find().filter(Column::Book.eq(book)).filter(given);
    Ok(same.count(connection).await? > 0)
}

/// The decision of `case_id`, held until the transaction ends.
pub async fn find_for_change(
    connection: &impl ConnectionTrait,
    case_id: Uuid,
) -> Result<Option<Decision>, Failure> {
    Entity::find_by_id(case_id)
        .lock_exclusive()
        .one(connection)
        .await?
        .map(Decision::try_from)
        .transpose()
}

/// The decision of `case_id`.
pub async fn find(connection: &impl ConnectionTrait, case_id: Uuid) -> Result<Option<Decision>, Failure> {
    Entity::find_by_id(case_id)
        .one(connection)
        .await?
        .map(Decision::try_from)
        .transpose()
}

/// Which decisions are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<DecisionState>,
    /// Only what belongs to this school or authority.
    pub scope: Option<Uuid>,
    /// Only those before the decision of this case.
    pub after: Option<Uuid>,
}

/// Decisions, newest first, at most `limit`.
pub async fn list(
    connection: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Decision>, Failure> {
    let mut query = page::after_row(
        Entity::find().limit(limit),
        Direction::Descending,
        [Column::ReceivedAt, Column::CaseId],
        filter.after,
    );
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(scope) = filter.scope {
        let scopes = [
            Column::SchoolId,
            Column::CommuneId,
            Column::AuthorityId,
            Column::ProvinceId,
        ];
        query = query.filter(within(scopes, scope));
    }
    query
        .all(connection)
        .await?
        .into_iter()
        .map(Decision::try_from)
        .collect()
}
