//! A certificate from the final report to its last day, over the whole system: what anyone may check without a token,
//! what is counted, and what becomes of it when its school is merged.

use std::time::Duration;

use calendar::{Day, last_instant, local_day, start_of_day};
use kiemdinh::arguments::Service;
use kiemdinh::client::{Endpoints, Links, Voice};
use kiemdinh::rehearsal::conductor::Conductor;
use kiemdinh::rehearsal::{Options, Report, drive, plan};
use kiemdinh::serve;
use platform::configuration::Configuration;
use platform::identity::{Identity, Role, TokenKey};
use proto::fact::Target;
use proto::recognition::{
    AttainmentRow, Certificate, CertificateState, GetAttainmentRequest, GetCertificateRequest,
    ListCertificatesRequest, ListDecisionsRequest, ListRecognitionsRequest, RegisterEntry, RegisterFilter,
    SearchRegisterRequest, SetTargetRequest, Standard, VerifyCertificateRequest,
};
use proto::registration::{ListSchoolsRequest, MergeSchoolsRequest, School};
use proto::scheduler::GetTotalsRequest;
use tonic::Code;

/// How long a process may be away.
const PATIENCE: Duration = Duration::from_secs(120);
const RENEWS: &str = "Trường Tiểu học Hữu Lũng";
const MERGES: &str = "Trường Tiểu học Cai Kinh";
const PLAN: &str = "\
school,school_type,commune,ownership,kind,target,dossier_month,registration_month
Trường Tiểu học Hữu Lũng,primary,Hữu Lũng,public,renewal,national_standard_1,2024-05,2024-06
Trường Tiểu học Cai Kinh,primary,Cai Kinh,public,new,national_standard_1,2024-05,2024-06
";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A system that has carried the plan to its end, and those who go on from there.
struct Ended {
    report: Report,
    conductor: Conductor,
    links: Links,
    officer: Voice,
    leader: Voice,
    administrator: Voice,
    public: Voice,
}

impl Ended {
    async fn drive(endpoints: &Endpoints, key: &TokenKey) -> Self {
        let from = day("2024-01-01");
        let plan = plan::read(PLAN.as_bytes(), from).unwrap();
        let mut progress = |_| {};
        let options = Options {
            patience: PATIENCE,
            ..Options::new(from, &mut progress)
        };
        let report = drive(endpoints, key, &plan, options).await;
        let voice = |role| {
            let token = key.issue(&Identity::new("kiểm tra", role), Duration::from_secs(3_600));
            Voice::of(&token.unwrap()).unwrap()
        };
        let links = Links::new(endpoints).unwrap();
        let administrator = voice(Role::Administrator);
        Self {
            report: report.unwrap_or_else(|problem| panic!("{problem}")),
            conductor: Conductor::new(links.clone(), administrator.clone()).patient_for(PATIENCE),
            officer: voice(Role::DepartmentOfficer),
            leader: voice(Role::DepartmentLeader),
            public: Voice::of_the_public(),
            administrator,
            links,
        }
    }

    async fn today(&self) -> Day {
        local_day(self.conductor.now().await.unwrap())
    }

    /// The register as anyone sees it, on `on`.
    async fn register(&self, on: Day) -> Vec<RegisterEntry> {
        let request = SearchRegisterRequest {
            filter: Some(RegisterFilter {
                on: on.to_string(),
                ..RegisterFilter::default()
            }),
            ..SearchRegisterRequest::default()
        };
        let answer = self.links.register(&self.public).search_register(request).await;
        answer.unwrap().into_inner().entries
    }

    /// How each certificate of `school` stood on `on`, by the day of recognition.
    async fn states(&self, school: &str, on: Day) -> Vec<CertificateState> {
        let mut own = self.register(on).await;
        own.retain(|entry| entry.school_name == school);
        own.sort_by(|a, b| a.recognised_on.cmp(&b.recognised_on));
        own.iter().map(RegisterEntry::state).collect()
    }

    async fn certificates(&self) -> Vec<Certificate> {
        let mut service = self.links.certificates(&self.officer);
        let answer = service
            .list_certificates(ListCertificatesRequest::default())
            .await;
        answer.unwrap().into_inner().certificates
    }

    async fn attainment(&self, on: Day) -> AttainmentRow {
        let request = GetAttainmentRequest {
            on: on.to_string(),
            ..GetAttainmentRequest::default()
        };
        let answer = self.links.statistics(&self.officer).get_attainment(request).await;
        answer.unwrap().into_inner().total.unwrap()
    }

    async fn schools(&self) -> Vec<School> {
        let request = ListSchoolsRequest::default();
        let answer = self.links.schools(&self.officer).list_schools(request).await;
        answer.unwrap().into_inner().schools
    }

    async fn must_have_missed_nothing(&self) {
        let mut service = self.links.scheduler(&self.administrator);
        let totals = service
            .get_totals(GetTotalsRequest {})
            .await
            .unwrap()
            .into_inner();
        assert_eq!(totals.missed, 0);
    }
}

/// The whole of it, wherever the services run.
pub async fn from_the_report_to_the_last_day(endpoints: &Endpoints, key: &TokenKey) {
    let system = Ended::drive(endpoints, key).await;
    must_be_decided_and_published(&system.report);
    must_be_checked_by_anyone(&system).await;
    must_be_counted(&system).await;
    let merged_on = must_lapse_with_its_school(&system).await;
    must_expire(&system, merged_on).await;
}

fn must_be_decided_and_published(report: &Report) {
    for school in &report.schools {
        let decision = school.decision.as_ref().unwrap();
        assert!(decision.recognises && decision.published_by_school, "{school:#?}");
        let certificate = school.certificate.as_ref().unwrap();
        assert_eq!(
            certificate.valid_from, decision.signed_on,
            "A0: from the day of the decision"
        );
        let five_years = certificate.valid_from.unwrap().plus_years(5);
        assert_eq!(certificate.valid_until, Some(five_years));
    }
    let letters = report
        .schools
        .iter()
        .filter_map(|school| school.decision.as_ref()?.apology.as_ref());
    let letters: Vec<_> = letters.collect();
    assert_eq!(letters.len(), 1, "one school gets a letter of apology");
    assert!(letters[0].signed_on < letters[0].due_on && letters[0].due_on < letters[0].new_due_on);
}

/// The code on the certificate is enough; nothing else answers without a token.
async fn must_be_checked_by_anyone(system: &Ended) {
    let issued = system.certificates().await;
    let issued: Vec<_> = issued.into_iter().filter(|one| !one.entered).collect();
    assert_eq!(issued.len(), 2);
    let mut register = system.links.register(&system.public);
    for certificate in &issued {
        let code = certificate.verification_code.to_lowercase().replace('-', " ");
        let request = VerifyCertificateRequest {
            verification_code: code,
        };
        let entry = register.verify_certificate(request).await.unwrap().into_inner();
        assert_eq!(
            (&entry.number, entry.state(), entry.target()),
            (
                &certificate.number,
                CertificateState::InForce,
                Target::NationalStandard1
            )
        );
    }
    let request = VerifyCertificateRequest {
        verification_code: "0000-0000-0000".to_owned(),
    };
    let unknown = register.verify_certificate(request).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let mut decisions = system.links.decisions(&system.public);
    let refused = decisions.list_decisions(ListDecisionsRequest::default()).await;
    assert_eq!(refused.unwrap_err().code(), Code::Unauthenticated);
    let mut certificates = system.links.certificates(&system.public);
    let name = issued[0].name.clone();
    let refused = certificates.get_certificate(GetCertificateRequest { name }).await;
    assert_eq!(refused.unwrap_err().code(), Code::Unauthenticated);
}

/// The renewal replaced the certificate that was entered; both schools count, one of them since its old certificate.
async fn must_be_counted(system: &Ended) {
    let today = system.today().await;
    assert_eq!(
        system.states(RENEWS, today).await,
        [CertificateState::Replaced, CertificateState::InForce]
    );
    assert_eq!(system.states(MERGES, today).await, [CertificateState::InForce]);
    let request = SetTargetRequest {
        on: today.to_string(),
        standard: Standard::National.into(),
        per_mille: 632,
        document: "Kế hoạch 12/KH-UBND".to_owned(),
        request_id: uuid::Uuid::now_v7().to_string(),
        ..SetTargetRequest::default()
    };
    let mut statistics = system.links.statistics(&system.leader);
    statistics.set_target(request).await.unwrap();
    let reached = system.attainment(today).await;
    assert_eq!((reached.attained, reached.schools), (2, 2));
    assert_eq!(reached.target_per_mille, Some(632));
    let before = system.attainment(day("2024-06-30")).await;
    assert_eq!(
        (before.attained, before.schools),
        (1, 2),
        "the certificate that was entered holds"
    );
    let request = ListRecognitionsRequest {
        from: "2024-01-01".to_owned(),
        until: today.to_string(),
        ..ListRecognitionsRequest::default()
    };
    let listed = statistics.list_recognitions(request).await.unwrap().into_inner();
    assert_eq!(listed.recognitions.len(), 2, "{listed:#?}");
}

/// The register still says what held before the day of the merger.
async fn must_lapse_with_its_school(system: &Ended) -> Day {
    let on = system.today().await;
    let schools = system.schools().await;
    let named = |name: &str| {
        let school = schools.iter().find(|school| school.display_name == name);
        school.unwrap().name.clone()
    };
    let request = MergeSchoolsRequest {
        sources: vec![named(MERGES)],
        into: named(RENEWS),
        document: "45/QĐ-UBND".to_owned(),
        on: on.to_string(),
        request_id: uuid::Uuid::now_v7().to_string(),
        validate_only: false,
    };
    let mut service = system.links.schools(&system.officer);
    service.merge_schools(request).await.unwrap();
    system.conductor.settle().await.unwrap();
    assert_eq!(system.states(MERGES, on).await, [CertificateState::Lapsed]);
    assert_eq!(system.states(MERGES, on.eve()).await, [CertificateState::InForce]);
    let reached = system.attainment(on).await;
    assert_eq!((reached.attained, reached.schools), (1, 1));
    on
}

/// The certificate that is left goes to its printed last day, and not further.
async fn must_expire(system: &Ended, merged_on: Day) {
    let certificate = system.report.schools[0].certificate.as_ref().unwrap();
    let last = certificate.valid_until.unwrap();
    assert!(merged_on < last);
    system
        .conductor
        .advance(last_instant(last), |_| {})
        .await
        .unwrap();
    // The one that it replaced has passed its own printed last day by then.
    let old = CertificateState::Expired;
    let until = [old, CertificateState::InForce];
    assert_eq!(system.states(RENEWS, last).await, until);
    let after = last.plus_days(1);
    system
        .conductor
        .advance(last_instant(after), |_| {})
        .await
        .unwrap();
    assert_eq!(
        system.states(RENEWS, after).await,
        [old, CertificateState::Expired]
    );
    assert_eq!(
        system.states(RENEWS, last).await,
        until,
        "the past stays as it was"
    );
    system.must_have_missed_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded_from_the_final_report_to_the_last_day_of_the_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let mut configuration = Configuration::default();
    folder.path().clone_into(&mut configuration.data);
    for address in configuration.listen.values_mut() {
        address.set_port(0);
    }
    configuration.time.virtual_from = Some(start_of_day(day("2024-01-01")));
    let serving = serve::start(configuration, Service::All.names()).await.unwrap();
    from_the_report_to_the_last_day(&serving.endpoints(), &serving.host.key).await;
    serving.stop().await;
}
