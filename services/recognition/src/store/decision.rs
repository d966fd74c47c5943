//! Rows of decisions.

use chrono::{DateTime, Utc};
use platform::page::{self, Direction};
use platform::refusal::Failure;
use platform::scope::{Place, within};
use platform::time::Moment;
use proto::fact::{SchoolType, Target};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, QuerySelect, QueryTrait, Statement};
use serde::{Deserialize, Serialize};

use super::corrupt;
use crate::domain::{
    Case, Conclusion, Decision, DecisionState, DocumentNumber, Draft, FinalReport, Proposal, SentProposal,
    Signature, StateChange,
};

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
    pub proposed_recognition: bool,
    pub proposed_reasons: Json,
    pub recognises: Option<bool>,
    pub reasons: String,
    pub text_sha256: Option<String>,
    pub prepared_by: Option<String>,
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
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One change of state, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    state: String,
    at: DateTime<Utc>,
}

impl TryFrom<Model> for Decision {
    type Error = Failure;

    fn try_from(row: Model) -> Result<Self, Failure> {
        let history: Vec<StoredChange> = serde_json::from_value(row.history).map_err(corrupt)?;
        let change = |stored: StoredChange| {
            Ok::<_, Failure>(StateChange {
                state: stored.state.parse().map_err(corrupt)?,
                at: stored.at,
            })
        };
        let case = Case {
            id: row.case_id,
            school_id: row.school_id,
            school_name: row.school_name,
            school_type: SchoolType::from_str_name(&row.school_type)
                .ok_or_else(|| corrupt(&row.school_type))?,
            commune: row.commune,
            school_email: row.school_email,
            regime: row.regime.parse().map_err(corrupt)?,
            overlay: row.overlay,
            target: Target::from_str_name(&row.target).ok_or_else(|| corrupt(&row.target))?,
            dossier_number: row.dossier_number,
            place: Place {
                commune_id: row.commune_id,
                authority_id: row.authority_id,
                authority_name: row.authority_name,
                authority_email: row.authority_email,
                province_id: row.province_id,
            },
        };
        Ok(Self {
            decided_by: row.decided_by.parse().map_err(corrupt)?,
            report: FinalReport {
                level: u32::try_from(row.reviewed_level).map_err(corrupt)?,
                sha256: row.report_sha256,
            },
            proposal: Proposal {
                recognise: row.proposed_recognition,
                reasons: serde_json::from_value(row.proposed_reasons).map_err(corrupt)?,
            },
            conclusion: row.recognises.map(|recognises| Conclusion {
                recognises,
                reasons: row.reasons,
            }),
            draft: draft(row.text_sha256, row.prepared_by),
            sent: sent(row.proposal_number, row.proposed_on, row.proposed_by)?,
            signature: signature(row.number, row.signed_on, row.signer)?,
            certificate: row
                .certificate_number
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(corrupt)?,
            place: row.place,
            history: history.into_iter().map(change).collect::<Result<_, _>>()?,
            settled_until: row.settled_until,
            version: row.version,
            case,
        })
    }
}

fn draft(text_sha256: Option<String>, prepared_by: Option<String>) -> Option<Draft> {
    Some(Draft {
        text_sha256: text_sha256?,
        prepared_by: prepared_by?,
    })
}

fn sent(
    number: Option<String>,
    signed_on: Option<Date>,
    proposed_by: Option<String>,
) -> Result<Option<SentProposal>, Failure> {
    let (Some(number), Some(signed_on), Some(proposed_by)) = (number, signed_on, proposed_by) else {
        return Ok(None);
    };
    Ok(Some(SentProposal {
        number: number.parse().map_err(corrupt)?,
        signed_on: signed_on.into(),
        proposed_by,
    }))
}

fn signature(
    number: Option<String>,
    signed_on: Option<Date>,
    signer: Option<String>,
) -> Result<Option<Signature>, Failure> {
    let (Some(number), Some(signed_on), Some(signer)) = (number, signed_on, signer) else {
        return Ok(None);
    };
    Ok(Some(Signature {
        number: number.parse().map_err(corrupt)?,
        signed_on: signed_on.into(),
        signer,
    }))
}

/// The statement that keeps `decision`. The case and what the software proposed stay as they were.
pub fn save(decision: &Decision, backend: DbBackend) -> Result<Statement, Failure> {
    let changed = [
        Column::Recognises,
        Column::Reasons,
        Column::TextSha256,
        Column::PreparedBy,
        Column::ProposalNumber,
        Column::ProposalYear,
        Column::ProposedOn,
        Column::ProposedBy,
        Column::Number,
        Column::NumberYear,
        Column::SignedOn,
        Column::Signer,
        Column::CertificateNumber,
        Column::Place,
        Column::State,
        Column::History,
        Column::SettledUntil,
        Column::Version,
    ];
    let case = OnConflict::column(Column::CaseId)
        .update_columns(changed)
        .to_owned();
    Ok(Entity::insert(row(decision)?).on_conflict(case).build(backend))
}

fn row(decision: &Decision) -> Result<ActiveModel, Failure> {
    let history: Vec<_> = decision
        .history
        .iter()
        .map(|change| StoredChange {
            state: change.state.to_string(),
            at: change.at,
        })
        .collect();
    let Decision {
        case,
        conclusion,
        draft,
        sent,
        signature,
        ..
    } = decision.clone();
    Ok(ActiveModel {
        case_id: Set(case.id),
        school_id: Set(case.school_id),
        school_name: Set(case.school_name),
        school_type: Set(case.school_type.as_str_name().to_owned()),
        commune: Set(case.commune),
        school_email: Set(case.school_email),
        regime: Set(case.regime.to_string()),
        overlay: Set(case.overlay),
        target: Set(case.target.as_str_name().to_owned()),
        dossier_number: Set(case.dossier_number),
        decided_by: Set(decision.decided_by.to_string()),
        reviewed_level: Set(i32::try_from(decision.report.level).map_err(corrupt)?),
        report_sha256: Set(decision.report.sha256.clone()),
        proposed_recognition: Set(decision.proposal.recognise),
        proposed_reasons: Set(serde_json::to_value(&decision.proposal.reasons).map_err(corrupt)?),
        recognises: Set(conclusion.as_ref().map(|conclusion| conclusion.recognises)),
        reasons: Set(conclusion
            .map(|conclusion| conclusion.reasons)
            .unwrap_or_default()),
        text_sha256: Set(draft.as_ref().map(|draft| draft.text_sha256.clone())),
        prepared_by: Set(draft.map(|draft| draft.prepared_by)),
        proposal_number: Set(sent.as_ref().map(|sent| sent.number.to_string())),
        proposal_year: Set(sent.as_ref().map(|sent| sent.signed_on.year())),
        proposed_on: Set(sent.as_ref().map(|sent| sent.signed_on.into())),
        proposed_by: Set(sent.map(|sent| sent.proposed_by)),
        number: Set(signature.as_ref().map(|signature| signature.number.to_string())),
        number_year: Set(signature.as_ref().map(|signature| signature.signed_on.year())),
        signed_on: Set(signature.as_ref().map(|signature| signature.signed_on.into())),
        signer: Set(signature.map(|signature| signature.signer)),
        certificate_number: Set(decision.certificate.map(|number| number.to_string())),
        place: Set(decision.place.clone()),
        state: Set(decision.state().to_string()),
        history: Set(serde_json::to_value(history).map_err(corrupt)?),
        received_at: Set(decision.received_at()),
        settled_until: Set(decision.settled_until),
        version: Set(decision.version),
        commune_id: Set(case.place.commune_id),
        authority_id: Set(case.place.authority_id),
        authority_name: Set(case.place.authority_name),
        authority_email: Set(case.place.authority_email),
        province_id: Set(case.place.province_id),
    })
}

/// Whether a document of `year` has this number.
pub async fn is_numbered(
    connection: &impl ConnectionTrait,
    number: &DocumentNumber,
    year: i32,
) -> Result<bool, Failure> {
    let same = Entity::find()
        .filter(Column::Number.eq(number.as_str()))
        .filter(Column::NumberYear.eq(year));
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
